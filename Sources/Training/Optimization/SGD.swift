public import Layers
public import Pruning
public import Tensors

/// Stochastic gradient descent with momentum, all parameters in one fused operator.
///
/// The formula is that of PyTorch's `torch.optim.SGD`: g ← g + decay·w; v ← momentum·v + g;
/// w ← w − rate·v, or w − rate·(g + momentum·v) with Nesterov's variant.
public final class SGD: Optimizer {
    /// The parameters of the network.
    public let parameters: [NamedParameter]

    private let momentum: Double
    private let weightDecay: Double
    private let isNesterov: Bool
    private var velocities: [ObjectIdentifier: (path: String, tensor: Tensor)] = [:]

    /// Creates an optimizer of `parameters` whose velocities are zero.
    public init(
        _ parameters: [NamedParameter], momentum: Double = 0.9, weightDecay: Double = 0,
        isNesterov: Bool = false
    ) throws {
        self.parameters = parameters.distinct
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.isNesterov = isNesterov
    }

    /// Updates every parameter that has a gradient.
    public func step(learningRate: Double, groups: [OptimizerGroup]) throws {
        try update(parameters, learningRate: learningRate, weightDecay: weightDecay)
        for group in groups {
            try update(
                group.parameters, learningRate: learningRate * group.learningRateFactor,
                weightDecay: group.weightDecay ?? weightDecay)
        }
    }

    /// Forgets momentum as `resets` ask for.
    public func forget(_ resets: [MomentumReset]) throws {
        for reset in resets {
            let velocity = velocities[ObjectIdentifier(reset.parameter)]
            try velocity.map { try reset.apply(to: $0.tensor) }
        }
    }

    private func update(
        _ parameters: [NamedParameter], learningRate: Double, weightDecay: Double
    ) throws {
        var weights: [Tensor] = []
        var gradients: [Tensor] = []
        var used: [Tensor] = []
        for named in parameters {
            guard let gradient = try named.parameter.tensor.gradient else { continue }
            weights.append(named.parameter.tensor)
            gradients.append(gradient)
            if momentum > 0 { used.append(try velocity(of: named)) }
        }
        guard !weights.isEmpty else { return }
        try withoutGradients {
            try Tensor.stepSGD(
                weights: weights, gradients: gradients, velocities: used,
                learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
                isNesterov: isNesterov)
        }
    }

    private func velocity(of named: NamedParameter) throws -> Tensor {
        if let known = velocities[ObjectIdentifier(named.parameter)] { return known.tensor }
        let velocity = try withoutGradients { try named.parameter.tensor.zerosLike() }
        velocities[ObjectIdentifier(named.parameter)] = (named.path, velocity)
        return velocity
    }
}

extension SGD {
    /// The velocities with the paths of their parameters, sorted; those that are missing are zero.
    public var state: [(name: String, tensor: Tensor)] {
        velocities.values.map { ($0.path, $0.tensor) }.sorted { $0.name < $1.name }
    }

    /// Goes back to a ``state``.
    public func restore(
        _ state: [(name: String, tensor: Tensor)], groups: [OptimizerGroup]
    ) throws -> Bool {
        let known = Dictionary(
            (parameters + groups.flatMap(\.parameters)).map { ($0.path, $0) }
        ) { first, _ in first }
        velocities = [:]
        for (name, tensor) in state {
            guard let named = known[name], named.parameter.tensor.shape == tensor.shape else {
                return false
            }
            try velocity(of: named).copy(from: tensor)
        }
        return true
    }
}
