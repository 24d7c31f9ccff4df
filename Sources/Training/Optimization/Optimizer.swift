public import Layers
public import Pruning
public import Tensors

/// What updates the parameters of a network, and those that a pruning method trains beside them.
public protocol Optimizer: AnyObject {
    /// The parameters of the network, one that stands in several places once.
    var parameters: [NamedParameter] { get }

    /// Updates every parameter that has a gradient.
    ///
    /// - Parameters:
    ///   - learningRate: The rate of the network's parameters.
    ///   - groups: Parameters of a pruning method, trained beside the network's.
    /// - Throws: `TorchError` if LibTorch refuses.
    func step(learningRate: Double, groups: [OptimizerGroup]) throws

    /// Forgets what is known of past gradients as `resets` ask for.
    func forget(_ resets: [MomentumReset]) throws

    /// All that the next steps depend on besides the parameters, by name, sorted.
    var state: [(name: String, tensor: Tensor)] { get throws }

    /// Goes back to a ``state``.
    ///
    /// - Returns: Whether every tensor of `state` belongs to one of the optimizer's parameters, or
    ///   of those in `groups`, and has its shape.
    func restore(_ state: [(name: String, tensor: Tensor)], groups: [OptimizerGroup]) throws -> Bool
}

extension Optimizer {
    /// Updates every parameter of the network that has a gradient.
    public func step(learningRate: Double) throws {
        try step(learningRate: learningRate, groups: [])
    }

    /// Forgets the gradients of all parameters and of those in `groups`.
    public func clearGradients(groups: [OptimizerGroup] = []) throws {
        for named in parameters + groups.flatMap(\.parameters) {
            try named.parameter.tensor.setGradient(nil)
        }
    }

    /// Scales all gradients of the network down so that their common norm is at most `norm`.
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
}
