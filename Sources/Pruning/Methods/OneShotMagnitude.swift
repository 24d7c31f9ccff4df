// "Learning both Weights and Connections for Efficient Neural Networks", Han, Pool, Tran and Dally,
// NeurIPS 2015, arXiv:1506.02626. The variant without iterations: the weights are pruned once.

import Layers
public import Tensors

/// Dense training and one cut: the smallest weights go at the end, or in a given epoch.
///
/// The schedule of the pruner has no effect. The zeros are shared out among the layers by the
/// weights at the time of the cut.
public final class OneShotMagnitude: MaskedMethod {
    /// The epoch of the cut; `nil` for the end, without any training of the pruned network.
    public let epoch: Int?

    var masks = LayerMasks()
    private var isCut = false

    /// Creates the method.
    ///
    /// - Parameter epoch: The epoch that begins with the cut and, as all later ones, trains only
    ///   the weights that are left; `nil` to cut when training is over.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)`` if `epoch` is negative.
    public init(epoch: Int? = nil) throws {
        self.epoch = try epoch.map { try epochOption.checked($0, of: "one-shot-magnitude") }
    }

    /// `one-shot-magnitude`.
    public var name: String { "one-shot-magnitude" }

    /// No.
    public var followsSchedule: Bool { false }

    /// Goes back to other masks.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try masks.restore(state)
        isCut = !state.isEmpty
    }

    /// At the cut.
    public func reallocates(at occasion: AllocationOccasion) -> Bool {
        switch occasion {
        case .step(let moment): !isCut && isDue(at: moment)
        case .hardening: !isCut
        }
    }

    /// Cuts when it is time.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        isCut = isCut || isDue(at: moment)
        for layer in layers { layer.prunedUnitCount = isCut ? layer.targetUnitCount : 0 }
        try masks.follow(layers) { try $0.magnitudes() }
    }

    private func isDue(at moment: TrainingMoment) -> Bool {
        epoch.map { moment.epoch >= $0 } ?? false
    }
}

private let epochOption = MethodOption(
    "epoch", in: 0...1e6, default: nil, isWhole: true,
    "the epoch that begins with the cut; the end of training if not given")

extension MethodDescription {
    static let oneShotMagnitude = MethodDescription(
        "one-shot-magnitude", "trains dense and removes the smallest weights at once",
        options: [epochOption]
    ) { try OneShotMagnitude(epoch: $0.given(epochOption).map { Int($0) }) }
}
