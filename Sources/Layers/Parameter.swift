public import Tensors

/// Computes the weights that a layer uses from the weights that are stored.
///
/// Pruning is such a transform: it is set on a ``Parameter`` and removed by setting `nil`.
public protocol WeightTransform: AnyObject {
    /// Returns the effective weights, with the shape and type of `weight`, differentiable in it. Called
    /// without autocast: masks and thresholds need the digits of the weights.
    func callAsFunction(_ weight: Tensor) throws -> Tensor
}

/// A trainable tensor of a network.
///
/// A layer computes with ``effective`` and never with ``tensor``, so every layer that holds its
/// weights in parameters can be pruned.
public final class Parameter {
    /// What a parameter is for. Decides what may be pruned.
    public enum Kind: Equatable, Sendable {
        /// `[outputs, inputs / groups, …]`, with one to three axes of space.
        case convolution(groups: Int)

        /// `[inputs, outputs / groups, …]`.
        case transposedConvolution(groups: Int)

        /// `[outputs, inputs]`.
        case linear

        /// `[entries, width]`.
        case embedding

        /// Added to an output.
        case bias

        /// The scale of a normalisation.
        case scale

        /// Anything else, such as a weight of a layer of one's own.
        case other
    }

    /// The stored values: what is trained and saved.
    public private(set) var tensor: Tensor

    /// What the parameter is for.
    public let kind: Kind

    /// How the effective values follow from the stored ones; `nil` where they are the same.
    public var transform: (any WeightTransform)?

    /// Ones where a value may change and zeros where it stays zero, in the shape of the values; `nil`
    /// where all may change. A pruner sets it for the zeros that a network comes with.
    public var zeroMask: Tensor?

    /// Whether pruners leave the parameter alone unless they are told otherwise.
    public var isKeptDense = false

    /// Creates a parameter that is trained, with the initial values `tensor`.
    public init(_ tensor: Tensor, kind: Kind = .other) throws {
        self.tensor = tensor
        self.kind = kind
        try tensor.setRequiresGradient(true)
    }

    /// The values to compute with. A checkpointed segment makes them once, in its first pass.
    public var effective: Tensor {
        get throws { try SegmentPass.value { try transformed } }
    }

    private var transformed: Tensor {
        get throws {
            let held = try zeroMask.map { try tensor * $0 } ?? tensor
            guard let transform else { return held }
            return try withAutocast(.none, on: held.device ?? .cpu) { try transform(held) }
        }
    }

    /// Stores what `change` makes of the values, without their gradient.
    func replace(by change: (Tensor) throws -> Tensor) throws {
        tensor = try withoutGradients { try change(tensor.detached()) }
        try tensor.setRequiresGradient(true)
        zeroMask = try zeroMask.map(change)
    }
}

/// A tensor of a network that is saved but not trained, such as running statistics.
public final class Buffer {
    /// The stored values.
    public private(set) var tensor: Tensor

    /// Creates a buffer with the initial values `tensor`.
    public init(_ tensor: Tensor) {
        self.tensor = tensor
    }

    /// Stores what `change` makes of the values.
    func replace(by change: (Tensor) throws -> Tensor) throws {
        tensor = try change(tensor)
    }
}
