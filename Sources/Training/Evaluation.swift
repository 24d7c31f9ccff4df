public import Datasets
public import Layers
public import Tensors

/// How well a network does on labelled images.
public struct Evaluation: Equatable, Sendable {
    /// The images whose largest logit is that of their label.
    public let correctCount: Int

    /// The number of images.
    public let count: Int

    /// The mean cross-entropy, without label smoothing.
    public let loss: Double

    /// The share of images that are classified correctly, in `0...1`.
    public var accuracy: Double { Double(correctCount) / Double(max(count, 1)) }
}

/// Classifies every image of `loader` in evaluation mode and leaves the network in that mode.
///
/// - Parameters:
///   - network: Maps `[batch, channels, height, width]` to logits `[batch, classes]`.
///   - loader: The images, in any order.
///   - device: Where the network is.
/// - Returns: Accuracy and loss over all images.
/// - Throws: What the loader and the network throw.
public func evaluate(_ network: any Layer, on loader: BatchLoader, device: Device = .cpu) throws
    -> Evaluation
{
    network.setTraining(false)
    return try withoutGradients {
        let tally = try Tally(device: device)
        let batches = loader.batches(epoch: 0)
        while let batch = try batches.next() {
            let (images, labels) = try batch.tensors(on: device)
            let logits = try network(images)
            try tally.add(logits: logits, labels: labels, loss: logits.crossEntropy(with: labels))
        }
        return Evaluation(
            correctCount: try tally.correctCount, count: tally.count, loss: try tally.meanLoss)
    }
}

extension ImageBatch {
    /// The images, `[batch, channels, height, width]`, and labels, `[batch]`, on `device`.
    public func tensors(on device: Device) throws -> (images: Tensor, labels: Tensor) {
        let images = try Tensor(
            pixels, shape: [count, shape.channelCount, shape.height, shape.width])
        let labels = try Tensor(labels, shape: [count])
        guard device != .cpu else { return (images, labels) }
        return (try images.moved(to: device), try labels.moved(to: device))
    }
}
