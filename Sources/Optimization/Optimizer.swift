public import Layers
public import Tensors

/// What updates the parameters of a network, and those that are trained beside them.
///
/// An optimizer is a formula, ``update(_:)``, and what it remembers. Which parameters are updated, how
/// fast, and which of them decay follows from the groups, for every optimizer alike.
public protocol Optimizer: AnyObject {
    /// The parameters of the network, each in one place.
    var groups: [OptimizerGroup] { get }

    /// What is trained beside the network, such as the parameters of a pruning method.
    ///
    /// ``TrainingStep`` sets them to those of its participant before every update.
    var addedGroups: [OptimizerGroup] { get set }

    /// The weight decay of groups that have none of their own.
    var weightDecay: WeightDecay { get }

    /// Applies the formula to parameters with gradients.
    func update(_ update: ParameterUpdate) throws

    /// Forgets what is known of past gradients as `resets` ask for.
    func forget(_ resets: [MomentumReset]) throws

    /// All that the next steps depend on besides the parameters, by name, sorted.
    var state: [(name: String, tensor: Tensor)] { get throws }

    /// Goes back to a ``state``.
    ///
    /// - Throws: ``OptimizationError`` unless every tensor of `state` belongs to one of the parameters,
    ///   and has its shape.
    func restore(_ state: [(name: String, tensor: Tensor)]) throws
}

extension Optimizer {
    /// The parameters of the network, one that stands in several places once.
    public var parameters: [NamedParameter] { groups.flatMap(\.parameters) }

    /// All that is trained: the parameters of the network, and those beside it.
    public var allParameters: [NamedParameter] {
        parameters + addedGroups.flatMap(\.parameters)
    }

    /// The gradients of all that is trained, each once.
    var gradients: [Tensor] {
        get throws { try allParameters.distinct.compactMap { try $0.parameter.tensor.gradient } }
    }

    /// Updates every parameter that has a gradient.
    ///
    /// - Parameter learningRate: The rate of the network's parameters.
    /// - Throws: `TorchError` if LibTorch refuses.
    public func step(learningRate: Double) throws {
        for part in try updates(learningRate: learningRate) { try update(part) }
    }

    /// Forgets the gradients of all that is trained.
    public func clearGradients() throws {
        for named in allParameters { try named.parameter.tensor.setGradient(nil) }
    }

    /// Scales the gradients of the network down so that their common norm is at most `norm`. Those of
    /// ``addedGroups``, which have rates and sizes of their own, are left as they are.
    ///
    /// As PyTorch's `clip_grad_norm_`: all gradients are multiplied by
    /// min(1, norm / (‖g‖₂ + 10⁻⁶)). Nothing waits for the device.
    public func clipGradients(toNorm norm: Double) throws {
        try withoutGradients {
            let gradients = try parameters.compactMap { try $0.parameter.tensor.gradient }
            guard var sum = try gradients.first?.squared().sum() else { return }
            for gradient in gradients.dropFirst() { sum = try sum + gradient.squared().sum() }
            let bound = try sum.onesLike() * norm
            let factor = try (bound / (sum.squareRoot() + 1e-6)).clamped(to: 0...1)
            for gradient in gradients { try gradient.multiply(by: factor) }
        }
    }

    /// The parameters that have a gradient, those with the same rate and decay together.
    private func updates(learningRate: Double) throws -> [ParameterUpdate] {
        try (groups + addedGroups).flatMap { group in
            let trained = try group.parameters.compactMap { named in
                try named.parameter.tensor.gradient.map { (named: named, gradient: $0) }
            }
            let parts = Dictionary(grouping: trained) {
                group.weightDecay ?? weightDecay.strength(for: $0.named.parameter.kind)
            }
            return parts.sorted { $0.key > $1.key }.map { decay, members in
                ParameterUpdate(
                    parameters: members.map(\.named), gradients: members.map(\.gradient),
                    learningRate: learningRate * group.learningRateFactor, weightDecay: decay)
            }
        }
    }
}

/// Parameters that an optimizer is to update together.
public struct ParameterUpdate {
    /// The parameters; at least one.
    public let parameters: [NamedParameter]

    /// A gradient for each parameter.
    public let gradients: [Tensor]

    /// The learning rate.
    public let learningRate: Double

    /// The weight decay.
    public let weightDecay: Double

    /// The stored values of the parameters.
    public var weights: [Tensor] { parameters.map(\.parameter.tensor) }
}
