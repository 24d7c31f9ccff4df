public import Layers
import Tensors

/// Stochastic gradient descent with momentum, all parameters in one fused operator.
///
/// The formula is that of PyTorch's `torch.optim.SGD`: g ← g + decay·w; v ← momentum·v + g;
/// w ← w − rate·v, or w − rate·(g + momentum·v) with Nesterov's variant.
public final class SGD {
    private let parameters: [NamedParameter]
    private let momentum: Double
    private let weightDecay: Double
    private let isNesterov: Bool
    private var velocities: [Tensor] = []

    /// Creates an optimizer of `parameters` whose velocities are zero.
    public init(
        _ parameters: [NamedParameter], momentum: Double = 0.9, weightDecay: Double = 0,
        isNesterov: Bool = false
    ) throws {
        self.parameters = parameters
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.isNesterov = isNesterov
        if momentum > 0 { velocities = try parameters.map { try $0.parameter.tensor.zerosLike() } }
    }

    /// Updates every parameter that has a gradient.
    public func step(learningRate: Double) throws {
        var weights: [Tensor] = []
        var gradients: [Tensor] = []
        var used: [Tensor] = []
        for (index, named) in parameters.enumerated() {
            guard let gradient = try named.parameter.tensor.gradient else { continue }
            weights.append(named.parameter.tensor)
            gradients.append(gradient)
            if momentum > 0 { used.append(velocities[index]) }
        }
        guard !weights.isEmpty else { return }
        try withoutGradients {
            try Tensor.stepSGD(
                weights: weights, gradients: gradients, velocities: used,
                learningRate: learningRate, momentum: momentum, weightDecay: weightDecay,
                isNesterov: isNesterov)
        }
    }

    /// Forgets the gradients of all parameters.
    public func clearGradients() throws {
        for named in parameters { try named.parameter.tensor.setGradient(nil) }
    }

    /// Goes back to a ``state`` of an optimizer of the same parameters.
    ///
    /// - Returns: Whether `state` has a velocity of the right shape for every parameter.
    func restore(_ state: [(name: String, tensor: Tensor)]) throws -> Bool {
        let given = Dictionary(state.map { ($0.name, $0.tensor) }) { first, _ in first }
        let own = self.state
        guard own.allSatisfy({ given[$0.name]?.shape == $0.tensor.shape }) else { return false }
        for (name, tensor) in own {
            if let source = given[name] { try tensor.copy(from: source) }
        }
        return true
    }

    /// The velocities with the paths of their parameters; empty without momentum.
    var state: [(name: String, tensor: Tensor)] {
        zip(parameters, velocities).map { ($0.path, $1) }
    }
}
