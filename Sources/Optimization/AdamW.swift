public import Layers
public import Tensors

/// Adam with decoupled weight decay, all parameters of one decay in one fused operator.
///
/// The formula is that of PyTorch's `torch.optim.AdamW`: w ← w − rate·decay·w;
/// m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²;
/// w ← w − rate·(m / (1 − β₁ˢ)) / (√(v / (1 − β₂ˢ)) + ε) in step s. Other than there, biases and the
/// parameters of normalisations do not decay unless `decaysAll` is set.
///
/// Source: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019,
/// arXiv:1711.05101.
public final class AdamW: Optimizer {
    /// The parameters of the network, each in one place.
    public let groups: [OptimizerGroup]

    /// What is trained beside the network.
    public var addedGroups: [OptimizerGroup] = []

    /// The weight decay of groups that have none of their own.
    public let weightDecay: WeightDecay

    private let settings: AdamWSettings
    private var moments: [ObjectIdentifier: Moments] = [:]

    /// Creates an optimizer of `parameters` that has made no step.
    ///
    /// - Parameters:
    ///   - parameters: The parameters of a network; one that stands in several places is trained once.
    ///   - weightDecay: The share of a weight that a step at rate 1 takes away, at least 0.
    ///   - decaysAll: Whether biases and the parameters of normalisations decay too, as in PyTorch.
    ///   - settings: The running means.
    /// - Throws: ``OptimizationError/invalidSetting(name:found:allowed:)``
    public convenience init(
        _ parameters: [NamedParameter], weightDecay: Double = 0.01, decaysAll: Bool = false,
        settings: AdamWSettings = AdamWSettings()
    ) throws {
        self.init(
            groups: [OptimizerGroup(parameters)],
            weightDecay: try WeightDecay(weightDecay, reachingAll: decaysAll), settings: settings)
    }

    /// Creates an optimizer of groups that has made no step.
    public init(
        groups: [OptimizerGroup], weightDecay: WeightDecay,
        settings: AdamWSettings = AdamWSettings()
    ) {
        self.groups = groups.distinct
        self.weightDecay = weightDecay
        self.settings = settings
    }

    /// Applies the formula to parameters with gradients.
    public func update(_ update: ParameterUpdate) throws {
        let moments = try update.parameters.map(moments)
        try withoutGradients {
            for moments in moments { try moments.step.add(1.0) }
            try Tensor.stepAdamW(
                weights: update.weights, gradients: update.gradients, means: moments.map(\.mean),
                squares: moments.map(\.square), steps: moments.map(\.step),
                learningRate: update.learningRate, beta1: settings.beta1, beta2: settings.beta2,
                epsilon: settings.epsilon, weightDecay: update.weightDecay)
        }
    }

    /// Forgets the means of gradients and of their squares as `resets` ask for.
    public func forget(_ resets: [MomentumReset]) throws {
        for reset in resets {
            guard let moments = moments[ObjectIdentifier(reset.parameter)] else { continue }
            for moment in [moments.mean, moments.square] { try reset.apply(to: moment) }
        }
    }

    /// The running means with the paths of their parameters, sorted; those that are missing are
    /// zero.
    public var state: [(name: String, tensor: Tensor)] {
        moments.values.flatMap(\.state).sorted { $0.name < $1.name }
    }

    /// Goes back to a ``state``.
    ///
    /// - Throws: ``OptimizationError`` for a state of other parameters, or of other shapes.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        moments = [:]
        var pending = Dictionary(state.map { ($0.name, $0.tensor) }) { first, _ in first }
        for named in allParameters where pending[Moments.stepName(of: named)] != nil {
            for (name, slot) in try moments(of: named).state {
                guard let saved = pending.removeValue(forKey: name) else {
                    throw OptimizationError.missingState(name: name)
                }
                try slot.restore(from: saved, name: name)
            }
        }
        if let name = pending.keys.min() { throw OptimizationError.unknownState(name: name) }
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
