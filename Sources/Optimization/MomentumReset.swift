public import Layers
public import Tensors

/// A request to the optimizer to forget what it has gathered about weights that start anew.
public struct MomentumReset {
    /// The parameter whose momentum is meant.
    public let parameter: Parameter

    /// What the momentum is to be multiplied with: 1 where it is kept and 0 where it is forgotten,
    /// broadcastable to the parameter; `nil` to forget all of it.
    public let kept: Tensor?

    /// Describes a request.
    public init(_ parameter: Parameter, kept: Tensor? = nil) {
        self.parameter = parameter
        self.kept = kept
    }

    /// Clears what is to be forgotten in `momentum`, which has the shape of the parameter.
    public func apply(to momentum: Tensor) throws {
        if let kept { try momentum.multiply(by: kept) } else { try momentum.fill(0) }
    }
}
