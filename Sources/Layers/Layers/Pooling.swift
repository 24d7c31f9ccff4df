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

/// The maximum of each window in one, two or three dimensions, as PyTorch's `MaxPool1d` to `MaxPool3d`.
public final class MaxPool: Layer {
    private let windows: Windows
    private let roundsUp: Bool

    /// Creates a layer; a stride of its own has to be given to the windows.
    ///
    /// - Parameters:
    ///   - windows: As many sizes as the input has axes of space.
    ///   - roundsUp: Whether a last window that is not filled counts, PyTorch's `ceil_mode`.
    public init(_ windows: Windows, roundsUp: Bool = false) {
        self.windows = windows
        self.roundsUp = roundsUp
    }

    /// Maps `[batch, channels, …]` to as many channels and a smaller space.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.maxPool(windows, roundsUp: roundsUp)
    }
}

/// The mean of each window in one, two or three dimensions, as PyTorch's `AvgPool1d` to `AvgPool3d`.
public final class AveragePool: Layer {
    private let windows: Windows
    private let roundsUp: Bool
    private let countsPadding: Bool

    /// Creates a layer; a stride of its own has to be given to the windows.
    ///
    /// - Parameters:
    ///   - windows: As many sizes as the input has axes of space, without dilation.
    ///   - roundsUp: Whether a last window that is not filled counts, PyTorch's `ceil_mode`.
    ///   - countsPadding: Whether zeros of the padding are part of the mean, PyTorch's `count_include_pad`.
    public init(_ windows: Windows, roundsUp: Bool = false, countsPadding: Bool = true) {
        self.windows = windows
        self.roundsUp = roundsUp
        self.countsPadding = countsPadding
    }

    /// Maps `[batch, channels, …]` to as many channels and a smaller space.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.averagePool(windows, roundsUp: roundsUp, countsPadding: countsPadding)
    }
}

/// The means of a given number of even windows, as PyTorch's `AdaptiveAvgPool1d` to `AdaptiveAvgPool3d`.
public final class AdaptiveAveragePool: Layer {
    private let sizes: [Int]

    /// Creates a layer with as many windows along each axis of space as `sizes` says.
    public init(_ sizes: [Int]) { self.sizes = sizes }

    /// Maps `[batch, channels, …]` to `[batch, channels] + sizes`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.adaptiveAveragePool(sizes)
    }
}

/// The maxima of a given number of even windows, as PyTorch's `AdaptiveMaxPool1d` to `AdaptiveMaxPool3d`.
public final class AdaptiveMaxPool: Layer {
    private let sizes: [Int]

    /// Creates a layer with as many windows along each axis of space as `sizes` says.
    public init(_ sizes: [Int]) { self.sizes = sizes }

    /// Maps `[batch, channels, …]` to `[batch, channels] + sizes`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.adaptiveMaxPool(sizes)
    }
}
