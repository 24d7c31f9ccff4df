public import Layers
public import Tensors

/// Stochastic gradient descent with momentum, all parameters of one decay in one fused operator.
///
/// The formula is that of PyTorch's `torch.optim.SGD`: g ← g + decay·w; v ← momentum·v + g;
/// w ← w − rate·v, or w − rate·(g + momentum·v) with Nesterov's variant. Other than there, biases and the
/// parameters of normalisations do not decay unless `decaysAll` is set.
public final class SGD: Optimizer {
    /// The parameters of the network, each in one place.
    public let groups: [OptimizerGroup]

    /// What is trained beside the network.
    public var addedGroups: [OptimizerGroup] = []

    /// The weight decay of groups that have none of their own.
    public let weightDecay: WeightDecay

    private let momentum: Double
    private let isNesterov: Bool
    private var velocities: [ObjectIdentifier: (path: String, tensor: Tensor)] = [:]

    /// Creates an optimizer of `parameters` whose velocities are zero.
    ///
    /// - Parameters:
    ///   - parameters: The parameters of a network; one that stands in several places is trained once.
    ///   - momentum: The share of the last update in the next, in `0..<1`.
    ///   - weightDecay: The share of a weight that is added to its gradient, at least 0.
    ///   - decaysAll: Whether biases and the parameters of normalisations decay too, as in PyTorch.
    ///   - isNesterov: Whether Nesterov's variant of momentum is used.
    /// - Throws: ``OptimizationError/invalidSetting(name:found:allowed:)``
    public convenience init(
        _ parameters: [NamedParameter], momentum: Double = 0.9, weightDecay: Double = 0,
        decaysAll: Bool = false, isNesterov: Bool = false
    ) throws {
        try self.init(
            groups: [OptimizerGroup(parameters)], momentum: momentum,
            weightDecay: WeightDecay(weightDecay, reachingAll: decaysAll), isNesterov: isNesterov)
    }

    /// Creates an optimizer of groups whose velocities are zero.
    ///
    /// - Throws: ``OptimizationError/invalidSetting(name:found:allowed:)`` for a momentum outside of
    ///   `0..<1`.
    public init(
        groups: [OptimizerGroup], momentum: Double = 0.9, weightDecay: WeightDecay,
        isNesterov: Bool = false
    ) throws {
        guard momentum >= 0, momentum < 1 else {
            throw OptimizationError.invalidSetting(
                name: "momentum", found: "\(momentum)", allowed: "at least 0 and below 1")
        }
        self.groups = groups.distinct
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.isNesterov = isNesterov
    }

    /// Applies the formula to parameters with gradients.
    public func update(_ update: ParameterUpdate) throws {
        let velocities = momentum > 0 ? try update.parameters.map(velocity) : []
        try withoutGradients {
            try Tensor.stepSGD(
                weights: update.weights, gradients: update.gradients, velocities: velocities,
                learningRate: update.learningRate, momentum: momentum,
                weightDecay: update.weightDecay, isNesterov: isNesterov)
        }
    }

    /// Forgets momentum as `resets` ask for.
    public func forget(_ resets: [MomentumReset]) throws {
        for reset in resets {
            let velocity = velocities[ObjectIdentifier(reset.parameter)]
            try velocity.map { try reset.apply(to: $0.tensor) }
        }
    }

    /// The velocities with the paths of their parameters, sorted; those that are missing are zero.
    public var state: [(name: String, tensor: Tensor)] {
        velocities.values.map { ($0.path, $0.tensor) }.sorted { $0.name < $1.name }
    }

    /// Goes back to a ``state``.
    ///
    /// - Throws: ``OptimizationError`` for a state of other parameters, or of other shapes.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        let known = Dictionary(allParameters.map { ($0.path, $0) }) { first, _ in first }
        velocities = [:]
        for (name, tensor) in state {
            guard let named = known[name] else { throw OptimizationError.unknownState(name: name) }
            try velocity(of: named).restore(from: tensor, name: name)
        }
    }

    private func velocity(of named: NamedParameter) throws -> Tensor {
        if let known = velocities[ObjectIdentifier(named.parameter)] { return known.tensor }
        let velocity = try withoutGradients { try named.parameter.tensor.zerosLike() }
        velocities[ObjectIdentifier(named.parameter)] = (named.path, velocity)
        return velocity
    }
}

extension Tensor {
    /// Takes over the values of a saved state.
    ///
    /// - Throws: ``OptimizationError/misshapenState(name:found:allowed:)`` for one of another shape.
    func restore(from saved: Tensor, name: String) throws {
        guard saved.shape == shape else {
            throw OptimizationError.misshapenState(name: name, found: saved.shape, allowed: shape)
        }
        try copy(from: saved)
    }
}
