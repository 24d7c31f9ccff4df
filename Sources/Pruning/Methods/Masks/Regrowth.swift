import Foundation
import Layers
import Optimization
import Tensors

/// The exchange of weak weights for promising ones that RigL introduced and GraNet took over: of the
/// kept weights the smallest are dropped, and as many are grown where the gradient is largest.
///
/// The share that is exchanged falls as half a cosine period. A weight that is dropped may be grown
/// again at once, and then keeps its value; the others start from zero and without momentum.
struct Regrowth {
    /// The number of steps between exchanges.
    let interval: Int

    /// The share of the kept weights that is exchanged in the beginning.
    let initialShare: Double

    /// When exchanges end, in epochs.
    let end: Double

    /// Whether there is an exchange at `moment`; the first step is none.
    func isDue(at moment: TrainingMoment) -> Bool {
        moment.stepIndex > 0 && moment.stepIndex % interval == 0 && moment.epochs < end
    }

    /// α/2 · (1 + cos(π · epochs / end)).
    func share(at moment: TrainingMoment) -> Double {
        initialShare / 2 * (1 + cos(.pi * min(moment.epochs / end, 1)))
    }

    /// Exchanges weights of all layers when it is time, and leaves gradients only to kept weights.
    func exchangeIfDue(_ layers: [PrunedLayer], _ masks: LayerMasks, at moment: TrainingMoment)
        throws -> [MomentumReset]
    {
        try withoutGradients {
            let resets =
                try isDue(at: moment)
                ? layers.flatMap { try exchange($0, masks[$0], at: moment) } : []
            try masks.maskGradients(of: layers)
            return resets
        }
    }

    /// Exchanges weights of `layer` by the gradients of its effective weights, which are in the
    /// gradients of its parameters. The number of zeros stays the same.
    private func exchange(_ layer: PrunedLayer, _ mask: LayerMask, at moment: TrainingMoment) throws
        -> [MomentumReset]
    {
        guard let old = mask.units, let growth = try layer.gradientMagnitudes() else { return [] }
        let keptCount = layer.unitsPerGroup - mask.prunedCount
        let count = Int(share(at: moment) * Double(keptCount))
        let order = try mask.prunedFirst(layer.magnitudes())
        let survivors = try hardMask(of: order, prunedCount: mask.prunedCount + count)
        try mask.prune(mask.prunedCount) {
            try growth.selected(
                where: survivors.isEqual(to: 0), otherwise: growth.zerosLike() + .infinity)
        }
        guard let new = mask.units else { return [] }
        return try clear(layer, exceptWhere: old * new)
    }

    private func clear(_ layer: PrunedLayer, exceptWhere kept: Tensor) throws -> [MomentumReset] {
        try layer.members.map { member in
            let weight = member.parameter.tensor
            let spread = try member.pattern.spread(kept, overShape: weight.shape)
            try weight.multiply(by: spread)
            return MomentumReset(member.parameter, kept: spread)
        }
    }
}

extension PrunedLayer {
    /// The magnitudes of the units of the gradients, `[groups, units]`; `nil` without gradients.
    fileprivate func gradientMagnitudes() throws -> Tensor? {
        let all = try members.compactMap { member in
            try member.parameter.tensor.gradient.map {
                try member.pattern.magnitudes(of: $0).squared()
            }
        }
        guard let first = all.first else { return nil }
        return try all.dropFirst().reduce(first) { try $0 + $1 }.squareRoot()
    }
}

extension LayerMasks {
    /// Prunes more units where the number has changed: of those kept, the smallest go.
    func trim(_ layers: [PrunedLayer]) throws {
        try follow(layers) { try self[$0].prunedFirst($0.magnitudes()) }
    }

    /// Takes the gradients of pruned weights away.
    fileprivate func maskGradients(of layers: [PrunedLayer]) throws {
        for layer in layers {
            for member in layer.members {
                guard let mask = try self[layer].spread(over: member) else { continue }
                try member.parameter.tensor.gradient?.multiply(by: mask)
            }
        }
    }
}
