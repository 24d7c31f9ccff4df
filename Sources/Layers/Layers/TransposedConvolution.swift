public import Tensors

/// A transposed convolution in one, two or three dimensions, as PyTorch's `ConvTranspose1d` to
/// `ConvTranspose3d`: it makes inputs larger by its stride.
public final class TransposedConvolution: Layer {
    /// `[inputs, outputs / groups, …]`, as large as the windows.
    public let weight: Parameter

    /// `[outputs]`.
    public let bias: Parameter?

    /// What the convolution had whose shape is undone; padding is cut off.
    public let windows: Windows

    /// The elements added after each axis, below its stride.
    public let outputPadding: [Int]

    /// The number of independent groups of channels.
    public let groups: Int

    /// Creates a layer with random weights.
    ///
    /// - Parameters:
    ///   - inputCount: The channels of the input, a multiple of `groups`.
    ///   - outputCount: The channels of the output, a multiple of `groups`.
    ///   - windows: As many sizes as the input has axes of space; padding the same on both sides of an axis.
    ///   - outputPadding: One number for each axis, or none.
    ///   - groups: The independent groups of channels.
    ///   - hasBias: Whether a bias is added.
    ///   - initialization: How the weights start.
    /// - Throws: `TorchError` if LibTorch refuses.
    public init(
        _ inputCount: Int, _ outputCount: Int, windows: Windows, outputPadding: [Int] = [],
        groups: Int = 1, hasBias: Bool = true, initialization: Initialization = .uniformFanIn
    ) throws {
        precondition(
            groups > 0 && inputCount % groups == 0 && outputCount % groups == 0,
            "\(inputCount) inputs and \(outputCount) outputs do not divide into \(groups) groups")
        let shape = [inputCount, outputCount / groups] + windows.size
        weight = try Parameter(
            try initialization.weights(shape, groups: groups),
            kind: .transposedConvolution(groups: groups))
        let fanIn = shape.dropFirst().reduce(1, *)
        bias =
            hasBias
            ? try Parameter(try Initialization.bias(outputCount, fanIn: fanIn), kind: .bias) : nil
        self.windows = windows
        self.outputPadding = outputPadding.isEmpty ? windows.size.map { _ in 0 } : outputPadding
        self.groups = groups
    }

    /// Maps `[batch, inputs, …]` to `[batch, outputs, …]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try input.transposedConvolution(
            weight: weight.effective, bias: bias?.effective, windows: windows,
            outputPadding: outputPadding, groups: groups)
    }
}
