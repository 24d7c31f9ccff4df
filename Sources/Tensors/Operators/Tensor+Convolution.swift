private let convolutionOperator = Operator("convolution")

extension Tensor {
    /// The cross-correlation in one, two or three dimensions: `[batch, outputs, …]` for this
    /// tensor's `[batch, inputs, …]`.
    ///
    /// - Parameters:
    ///   - weight: `[outputs, inputs / groups, …]`, as large as the windows.
    ///   - bias: `[outputs]`.
    ///   - windows: Where the windows stand; sides of unequal padding are added as zeros first.
    ///   - groups: The independent groups of channels.
    /// - Returns: One output for every place of the windows.
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func convolution(
        weight: Tensor, bias: Tensor?, windows: Windows, groups: Int = 1
    ) throws -> Tensor {
        let (input, padding) = try padded(for: windows)
        return try convolutionOperator(
            .tensor(input), .tensor(weight), .optional(bias), .ints(windows.stride),
            .ints(padding), .ints(windows.dilation), .bool(false),
            .ints(padding.map { _ in 0 }), .int(groups))
    }

    /// The transposed cross-correlation, which undoes the shape of ``convolution(weight:bias:windows:groups:)``:
    /// `[batch, outputs, …]` for this tensor's `[batch, inputs, …]`.
    ///
    /// - Parameters:
    ///   - weight: `[inputs, outputs / groups, …]`, as large as the windows.
    ///   - bias: `[outputs]`.
    ///   - windows: What the convolution had whose shape is undone; padding is cut off and must be the
    ///     same on both sides of an axis.
    ///   - outputPadding: Elements added after each axis, below its stride.
    ///   - groups: The independent groups of channels.
    /// - Returns: The sums of what every element adds to its window.
    /// - Throws: ``TorchError`` if the shapes or paddings do not fit.
    public func transposedConvolution(
        weight: Tensor, bias: Tensor?, windows: Windows, outputPadding: [Int], groups: Int = 1
    ) throws -> Tensor {
        let sides = try windows.padding.sides(ofSize: windows.size, dilation: windows.dilation)
        guard sides.allSatisfy({ $0.before == $0.after }) else {
            throw TorchError(
                operation: "transposed convolution",
                message: "its padding differs between the sides of an axis")
        }
        return try convolutionOperator(
            .tensor(self), .tensor(weight), .optional(bias), .ints(windows.stride),
            .ints(sides.map(\.before)), .ints(windows.dilation), .bool(true),
            .ints(outputPadding), .int(groups))
    }

    /// The input with the zeros that an operator cannot add itself, and those that it adds.
    private func padded(for windows: Windows) throws -> (input: Tensor, padding: [Int]) {
        let sides = try windows.padding.sides(ofSize: windows.size, dilation: windows.dilation)
        if sides.allSatisfy({ $0.before == $0.after }) { return (self, sides.map(\.before)) }
        let counts = sides.reversed().flatMap { [$0.before, $0.after] }
        return (try padded(counts), sides.map { _ in 0 })
    }
}
