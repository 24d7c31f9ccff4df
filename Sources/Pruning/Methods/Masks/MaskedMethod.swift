import Layers
import Optimization
import Tensors

/// A method that multiplies weights with masks of zeros and ones, which it keeps from one step to the
/// next and in checkpoints.
///
/// What stands here holds for a method that says nothing else: masks are chosen by magnitude where
/// the number of pruned units has changed, and only kept weights are trained.
protocol MaskedMethod: PruningMethod {
    /// The masks.
    var masks: LayerMasks { get set }

    /// The weights that gradients reach.
    var gradientsReach: MaskedWeight.Reach { get }

    /// What units are chosen by, `[groups, units]`, at least 0: those with the lowest scores go.
    func scores(of layer: PrunedLayer) throws -> Tensor
}

extension MaskedMethod {
    /// Those that are kept.
    var gradientsReach: MaskedWeight.Reach { .kept }

    /// The magnitudes.
    func scores(of layer: PrunedLayer) throws -> Tensor { try layer.magnitudes() }

    /// The masks.
    public var state: [(name: String, tensor: Tensor)] { masks.state }

    /// Goes back to other masks.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try masks.restore(state)
    }

    /// Lets every parameter of `layers` compute with its masked weights.
    public func attach(to layers: [PrunedLayer]) throws {
        masks.attach(to: layers) { MaskedWeight($2, $1, gradientsReach: gradientsReach) }
    }

    /// Chooses the masks where the number of pruned units has changed.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try masks.follow(layers, by: scores)
    }

    /// The weights under the last mask; those with the lowest scores make up a difference.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try withoutGradients { try masks.hardWeights(of: layer, by: scores(of: layer)) }
    }
}

/// A method whose masks move: weak weights are exchanged for promising ones.
///
/// Gradients pass to all weights until ``PruningMethod/finishBackward(_:at:)`` has seen them.
protocol RegrowingMethod: MaskedMethod {
    /// When and how much is exchanged.
    var regrowth: Regrowth { get }

    /// The weights that have been exchanged and not been asked for.
    var resets: [MomentumReset] { get set }
}

extension RegrowingMethod {
    /// All.
    var gradientsReach: MaskedWeight.Reach { .all }

    /// Prunes more units where the number has changed: of those kept, the smallest go.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try masks.trim(layers)
    }

    /// Exchanges weights when it is time, and leaves gradients only to kept weights.
    public func finishBackward(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        resets += try regrowth.exchangeIfDue(layers, masks, at: moment)
    }

    /// The weights that have been exchanged.
    public func takeMomentumResets() -> [MomentumReset] {
        defer { resets = [] }
        return resets
    }
}
