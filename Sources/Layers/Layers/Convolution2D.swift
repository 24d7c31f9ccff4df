public import Tensors

/// A two-dimensional convolution, as PyTorch's `Conv2d`.
public final class Convolution2D: Layer, NormalizableConvolution {
    /// `[outputs, inputs / groups, height, width]`.
    public let weight: Parameter

    /// `[outputs]`.
    public let bias: Parameter?

    /// What normalises the outputs where batch norm was put back; `nil` as a rule.
    public package(set) var norm: (any Layer)?

    /// The distance between the windows of neighbouring outputs.
    public let stride: Int

    /// The zeros added on each side; above and below where ``horizontalPadding`` is another number.
    public let padding: Int

    /// The zeros added on the left and on the right.
    public let horizontalPadding: Int

    /// The distance between neighbouring elements of a window.
    public let dilation: Int

    /// The number of independent groups of channels; equal to the inputs for a depthwise layer.
    public let groups: Int

    /// Creates a layer with square windows of `size`.
    public convenience init(
        _ inputCount: Int, _ outputCount: Int, size: Int, stride: Int = 1, padding: Int = 0,
        dilation: Int = 1, groups: Int = 1, hasBias: Bool = true,
        initialization: Initialization = .uniformFanIn
    ) throws {
        try self.init(
            inputCount, outputCount, height: size, width: size, stride: stride, padding: padding,
            horizontalPadding: padding, dilation: dilation, groups: groups, hasBias: hasBias,
            initialization: initialization)
    }

    /// Creates a layer with windows of `height` by `width`, such as 1 by 7 with a `horizontalPadding`
    /// of 3.
    public init(
        _ inputCount: Int, _ outputCount: Int, height: Int, width: Int, stride: Int = 1,
        padding: Int = 0, horizontalPadding: Int = 0, dilation: Int = 1, groups: Int = 1,
        hasBias: Bool = true, initialization: Initialization = .uniformFanIn
    ) throws {
        precondition(
            groups > 0 && inputCount % groups == 0 && outputCount % groups == 0,
            "\(inputCount) inputs and \(outputCount) outputs do not divide into \(groups) groups")
        let shape = [outputCount, inputCount / groups, height, width]
        weight = try Parameter(
            try initialization.weights(shape, groups: groups), kind: .convolution(groups: groups))
        let fanIn = shape.dropFirst().reduce(1, *)
        bias =
            hasBias
            ? try Parameter(try Initialization.bias(outputCount, fanIn: fanIn), kind: .bias) : nil
        self.stride = stride
        self.padding = padding
        self.horizontalPadding = horizontalPadding
        self.dilation = dilation
        self.groups = groups
    }

    /// Maps `[batch, inputs, height, width]` to `[batch, outputs, height′, width′]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        let output = try input.convolution2D(
            weight: weight.effective, bias: bias?.effective, stride: stride, padding: padding,
            horizontalPadding: horizontalPadding, dilation: dilation, groups: groups)
        return try norm?(output) ?? output
    }
}
