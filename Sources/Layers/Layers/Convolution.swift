public import Tensors

/// A convolution in one, two or three dimensions with any window, stride, padding per side, dilation
/// and groups, as PyTorch's `Conv1d`, `Conv2d` and `Conv3d`.
public final class Convolution: Layer {
    /// `[outputs, inputs / groups, …]`, as large as the windows.
    public let weight: Parameter

    /// `[outputs]`.
    public let bias: Parameter?

    /// Where the windows stand.
    public let windows: Windows

    /// The number of independent groups of channels; equal to the inputs for a depthwise layer.
    public let groups: Int

    /// Creates a layer with random weights.
    ///
    /// - Parameters:
    ///   - inputCount: The channels of the input, a multiple of `groups`.
    ///   - outputCount: The channels of the output, a multiple of `groups`.
    ///   - windows: As many sizes as the input has axes of space, such as `Windows([3, 5], padding: .same)`.
    ///   - groups: The independent groups of channels.
    ///   - hasBias: Whether a bias is added.
    ///   - initialization: How the weights start.
    /// - Throws: `TorchError` if LibTorch refuses.
    public init(
        _ inputCount: Int, _ outputCount: Int, windows: Windows, groups: Int = 1,
        hasBias: Bool = true, initialization: Initialization = .uniformFanIn
    ) throws {
        precondition(
            groups > 0 && inputCount % groups == 0 && outputCount % groups == 0,
            "\(inputCount) inputs and \(outputCount) outputs do not divide into \(groups) groups")
        let shape = [outputCount, inputCount / groups] + windows.size
        weight = try Parameter(
            try initialization.weights(shape, groups: groups), kind: .convolution(groups: groups))
        let fanIn = shape.dropFirst().reduce(1, *)
        bias =
            hasBias
            ? try Parameter(try Initialization.bias(outputCount, fanIn: fanIn), kind: .bias) : nil
        self.windows = windows
        self.groups = groups
    }

    /// Maps `[batch, inputs, …]` to `[batch, outputs, …]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.convolution(
            weight: weight.effective, bias: bias?.effective, windows: windows, groups: groups)
    }
}
