package import Datasets
import Foundation
import Layers
import Tensors

/// How the images of a batch are mixed with each other.
///
/// Mix-up shows λ·x + (1 − λ)·x′ and cut-mix x with a rectangle of x′, where x′ is the image before x in the
/// batch; the loss is λ times that of the own target and 1 − λ times that of the other. λ is drawn for each
/// batch from Beta(α, α), and for cut-mix is the share of x that is left.
///
/// Sources: Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2017, arXiv:1710.09412; Yun et al.,
/// "CutMix", 2019, arXiv:1905.04899; the partner is that of torchvision's reference scripts.
struct Mixing {
    /// α of mix-up; 0 for none.
    let mixUp: Double

    /// α of cut-mix; 0 for none. With both, each batch has one of them, with equal chances.
    let cutMix: Double

    /// Mixes a batch of images `[batch, channels, height, width]`.
    func callAsFunction(_ batch: Batch, random: inout SeededRandom) throws -> Batch {
        guard batch.count > 1, let images = batch.inputs.tensors.first, images.shape.count == 4
        else {
            return batch
        }
        let cuts = mixUp == 0 || cutMix > 0 && random.occurs(withProbability: 0.5)
        let share = random.symmetricBeta(cuts ? cutMix : mixUp)
        let others = try images.withEachBefore()
        let mixed: Tensor
        var ownShare = share
        if cuts {
            let box = Rectangle.cut(
                share: 1 - share, height: images.shape[2], width: images.shape[3], random: &random)
            let mask = try Rectangle.mask(
                [box], height: images.shape[2], width: images.shape[3], like: images)
            mixed = try images * mask + others * (1 - mask)
            ownShare = 1 - Double(box.area) / Double(images.shape[2] * images.shape[3])
        } else {
            mixed = try images * share + others * (1 - share)
        }
        var result = Batch(
            inputs: batch.inputs.mapTensors { $0 === images ? mixed : $0 },
            targets: batch.targets)
        result.mixed = Batch.Mixed(
            targets: try batch.targets.mapTensors { try $0.withEachBefore() }, ownShare: ownShare)
        return result
    }
}

extension Tensor {
    /// The same rows, each in the place of the one after it, and the last in that of the first.
    fileprivate func withEachBefore() throws -> Tensor {
        let count = shape[0]
        return try Tensor.concatenating(
            [narrowed(0, to: count - 1..<count), narrowed(0, to: 0..<count - 1)], along: 0)
    }
}

extension SeededRandom {
    /// A number from Beta(α, α), α above 0 and at most 3.
    ///
    /// Source: Jöhnk, "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", 1964: x/(x + y) for
    /// x = u^(1/α) and y = v^(1/α), drawn until x + y is at most 1.
    package mutating func symmetricBeta(_ alpha: Double) -> Double {
        while true {
            let first = pow(Double(unit()), 1 / alpha)
            let second = pow(Double(unit()), 1 / alpha)
            let sum = first + second
            if sum > 0, sum <= 1 { return first / sum }
        }
    }
}
