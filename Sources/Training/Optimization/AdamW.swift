public import Layers
public import Pruning
public import Tensors

/// Adam with decoupled weight decay, all parameters in one fused operator.
///
/// The formula is that of PyTorch's `torch.optim.AdamW`: w ← w − rate·decay·w;
/// m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²;
/// w ← w − rate·(m / (1 − β₁ˢ)) / (√(v / (1 − β₂ˢ)) + ε) in step s.
/// Biases and the scales of normalisations do not decay.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019,
/// arXiv:1711.05101.
public final class AdamW: Optimizer {
    /// The parameters of the network.
    public let parameters: [NamedParameter]

    private let settings: AdamWSettings
    private let weightDecay: Double
    private var moments: [ObjectIdentifier: Moments] = [:]

    /// Creates an optimizer that has made no step.
    public init(
        _ parameters: [NamedParameter], weightDecay: Double = 0.01,
        settings: AdamWSettings = AdamWSettings()
    ) {
        self.parameters = parameters.distinct
        self.weightDecay = weightDecay
        self.settings = settings
    }

    /// Updates every parameter that has a gradient.
    public func step(learningRate: Double, groups: [OptimizerGroup]) throws {
        let decayed = parameters.filter(\.decays)
        let others = parameters.filter { !$0.decays }
        try update(decayed, learningRate: learningRate, weightDecay: weightDecay)
        try update(others, learningRate: learningRate, weightDecay: 0)
        for group in groups {
            try update(
                group.parameters, learningRate: learningRate * group.learningRateFactor,
                weightDecay: group.weightDecay ?? weightDecay)
        }
    }

    /// Forgets the means of gradients and of their squares as `resets` ask for.
    public func forget(_ resets: [MomentumReset]) throws {
        for reset in resets {
            guard let moments = moments[ObjectIdentifier(reset.parameter)] else { continue }
            for moment in [moments.mean, moments.square] { try reset.apply(to: moment) }
        }
    }

    private func update(
        _ parameters: [NamedParameter], learningRate: Double, weightDecay: Double
    ) throws {
        var weights: [Tensor] = []
        var gradients: [Tensor] = []
        var used: [Moments] = []
        for named in parameters {
            guard let gradient = try named.parameter.tensor.gradient else { continue }
            weights.append(named.parameter.tensor)
            gradients.append(gradient)
            used.append(try moments(of: named))
        }
        guard !weights.isEmpty else { return }
        try withoutGradients {
            for moments in used { try moments.step.add(1.0) }
            try Tensor.stepAdamW(
                weights: weights, gradients: gradients, means: used.map(\.mean),
                squares: used.map(\.square), steps: used.map(\.step), learningRate: learningRate,
                beta1: settings.beta1, beta2: settings.beta2, epsilon: settings.epsilon,
                weightDecay: weightDecay)
        }
    }

    private func moments(of named: NamedParameter) throws -> Moments {
        if let known = moments[ObjectIdentifier(named.parameter)] { return known }
        let new = try withoutGradients { try Moments(of: named) }
        moments[ObjectIdentifier(named.parameter)] = new
        return new
    }
}

/// The numbers of ``AdamW`` besides learning rate and decay.
public struct AdamWSettings: Equatable, Sendable {
    /// The share of the last mean of gradients in the next, β₁.
    public var beta1 = 0.9

    /// The share of the last mean of squared gradients in the next, β₂.
    public var beta2 = 0.999

    /// What is added to the root of the mean square, ε.
    public var epsilon = 1e-8

    /// The settings of the paper and of PyTorch.
    public init() {}
}

extension AdamW {
    /// The running means with the paths of their parameters, sorted; those that are missing are
    /// zero.
    public var state: [(name: String, tensor: Tensor)] {
        moments.values.flatMap(\.state).sorted { $0.name < $1.name }
    }

    /// Goes back to a ``state``.
    public func restore(
        _ state: [(name: String, tensor: Tensor)], groups: [OptimizerGroup]
    ) throws -> Bool {
        moments = [:]
        var slots: [String: Tensor] = [:]
        var pending = Dictionary(state.map { ($0.name, $0.tensor) }) { first, _ in first }
        for named in parameters + groups.flatMap(\.parameters)
        where pending[Moments.stepName(of: named)] != nil {
            for (name, slot) in try moments(of: named).state { slots[name] = slot }
        }
        for (name, slot) in slots {
            guard let tensor = pending.removeValue(forKey: name), tensor.shape == slot.shape else {
                return false
            }
            try slot.copy(from: tensor)
        }
        return pending.isEmpty
    }
}

/// What is remembered of the gradients of one parameter.
private struct Moments {
    let path: String
    let mean: Tensor
    let square: Tensor
    let step: Tensor

    init(of named: NamedParameter) throws {
        path = named.path
        mean = try named.parameter.tensor.zerosLike()
        square = try named.parameter.tensor.zerosLike()
        step = try Tensor.zeros([], device: named.parameter.tensor.device ?? .cpu)
    }

    var state: [(name: String, tensor: Tensor)] {
        [("\(path).mean", mean), ("\(path).square", square), ("\(path).step", step)]
    }

    static func stepName(of named: NamedParameter) -> String { "\(named.path).step" }
}

extension NamedParameter {
    /// Whether weight decay pulls the parameter towards zero.
    fileprivate var decays: Bool { parameter.kind != .bias && parameter.kind != .scale }
}
