// "Dynamic Model Pruning with Feedback" (DPF), Lin, Stich, Barba, Dmitriev and Jaggi, ICLR 2020,
// arXiv:2006.07253, whose code chooses the mask every 16 steps. With a mask in every step it is the
// straight-through estimator (STE) of "Estimating or Propagating Gradients Through Stochastic
// Neurons for Conditional Computation", Bengio, Léonard and Courville, 2013, arXiv:1308.3432.

import Layers
public import Tensors

/// Forward with the largest weights only, backward as if nothing were masked.
///
/// The gradient at the masked weights reaches the stored dense weights, all of which are trained, so
/// a pruned weight comes back when it has grown.
///
/// The pruner has to be advanced before every step. Hardening keeps the largest stored weights.
public final class StraightThrough: MaskedMethod {
    /// The number of steps for which a mask is used.
    public let maskInterval: Int

    var masks = LayerMasks()

    /// Creates the method.
    ///
    /// - Parameter maskInterval: The number of steps for which a mask is used: 1 for STE, 16 for
    ///   DPF as its authors run it.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)`` if it is not above 0.
    public init(maskInterval: Int = 1) throws {
        self.maskInterval = try intervalOption.checked(maskInterval, of: "dpf")
    }

    /// `ste` with a new mask in every step, otherwise `dpf`.
    public var name: String { maskInterval == 1 ? "ste" : "dpf" }

    /// Masks are chosen by magnitude again and again.
    public var allowsReallocation: Bool { true }

    /// All.
    var gradientsReach: MaskedWeight.Reach { .all }

    /// Chooses the masks by magnitude where a layer has none and every ``maskInterval`` steps.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        let isDue = moment.stepIndex % maskInterval == 0
        for layer in layers where isDue || masks[layer].units == nil {
            try masks[layer].prune(layer.prunedUnitCount) { try layer.magnitudes() }
        }
    }

    /// The largest stored weights, whatever the last mask is.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try layer.masked(by: layer.hardMask())
    }
}

private let intervalOption = MethodOption(
    "mask-interval", in: 1...1e6, default: 16, isWhole: true, "steps for which a mask is used")

extension MethodDescription {
    static let ste = MethodDescription(
        "ste", "straight-through estimator: masks forward, trains all weights"
    ) { _ in try StraightThrough(maskInterval: 1) }

    static let dpf = MethodDescription(
        "dpf", "dynamic pruning with feedback: as ste, with a mask for several steps",
        options: [intervalOption]
    ) { try StraightThrough(maskInterval: Int($0[intervalOption])) }
}
