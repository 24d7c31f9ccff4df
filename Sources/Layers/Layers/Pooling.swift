public import Tensors

/// The maximum of each window, as PyTorch's `MaxPool2d`.
public final class MaxPool2D: Layer {
    private let size: Int
    private let stride: Int
    private let padding: Int

    /// Creates a layer with square windows; the stride is `size` unless given.
    public init(size: Int, stride: Int? = nil, padding: Int = 0) {
        self.size = size
        self.stride = stride ?? size
        self.padding = padding
    }

    /// Maps `[batch, channels, height, width]` to `[batch, channels, height′, width′]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.maxPool2D(size: size, stride: stride, padding: padding)
    }
}

/// The mean of each window, as PyTorch's `AvgPool2d`.
public final class AveragePool2D: Layer {
    private let size: Int
    private let stride: Int

    /// Creates a layer with square windows; the stride is `size` unless given.
    public init(size: Int, stride: Int? = nil) {
        self.size = size
        self.stride = stride ?? size
    }

    /// Maps `[batch, channels, height, width]` to `[batch, channels, height′, width′]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.averagePool2D(size: size, stride: stride)
    }
}

/// The mean over all positions of an image.
public final class GlobalAveragePool2D: Layer {
    /// Creates the layer.
    public init() {}

    /// Maps `[batch, channels, height, width]` to `[batch, channels]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.mean(along: [2, 3])
    }
}
