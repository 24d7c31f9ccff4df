private let maxPoolOperators = (1...3).map { Operator("max_pool\($0)d") }
private let averagePoolOperators = (1...3).map { Operator("avg_pool\($0)d") }
private let adaptiveAverageOperators = (1...3).map { Operator("adaptive_avg_pool\($0)d") }
private let adaptiveMaxOperators = (1...3).map { Operator("adaptive_max_pool\($0)d") }

extension Tensor {
    /// The maximum of each window of `[batch, channels, …]`. Padding is never the maximum.
    ///
    /// - Parameters:
    ///   - windows: One to three axes, padded by at most half of a window, the same on both sides of an
    ///     axis.
    ///   - roundsUp: Whether a last window that is not filled counts.
    /// - Returns: As many channels and one element for every window.
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func maxPool(_ windows: Windows, roundsUp: Bool = false) throws -> Tensor {
        try pooling(maxPoolOperators, windows)(
            .tensor(self), .ints(windows.size), .ints(windows.stride),
            .ints(try windows.evenPadding), .ints(windows.dilation), .bool(roundsUp))
    }

    /// The mean of each window of `[batch, channels, …]`.
    ///
    /// - Parameters:
    ///   - windows: One to three axes without dilation, padded by at most half of a window, the same on
    ///     both sides of an axis.
    ///   - roundsUp: Whether a last window that is not filled counts.
    ///   - countsPadding: Whether the zeros of the padding are part of the mean.
    /// - Returns: As many channels and one element for every window.
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func averagePool(
        _ windows: Windows, roundsUp: Bool = false, countsPadding: Bool = true
    ) throws -> Tensor {
        try pooling(averagePoolOperators, windows)(
            .tensor(self), .ints(windows.size), .ints(windows.stride),
            .ints(try windows.evenPadding), .bool(roundsUp), .bool(countsPadding))
    }

    /// The means of as many even windows of `[batch, channels, …]` as `sizes` says for each axis of space.
    ///
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func adaptiveAveragePool(_ sizes: [Int]) throws -> Tensor {
        try pooling(adaptiveAverageOperators, axisCount: sizes.count)(.tensor(self), .ints(sizes))
    }

    /// The maxima of as many even windows of `[batch, channels, …]` as `sizes` says for each axis of space.
    ///
    /// - Throws: ``TorchError`` if the shapes do not fit.
    public func adaptiveMaxPool(_ sizes: [Int]) throws -> Tensor {
        try pooling(adaptiveMaxOperators, axisCount: sizes.count)(.tensor(self), .ints(sizes))
    }

    private func pooling(_ operators: [Operator], _ windows: Windows) throws -> Operator {
        try pooling(operators, axisCount: windows.size.count)
    }

    private func pooling(_ operators: [Operator], axisCount: Int) throws -> Operator {
        guard operators.indices.contains(axisCount - 1) else {
            throw TorchError(
                operation: "pooling", message: "has \(axisCount) axes; it must have 1 to 3")
        }
        return operators[axisCount - 1]
    }
}

extension Windows {
    /// The padding of each axis, which must be the same on both of its sides.
    fileprivate var evenPadding: [Int] {
        get throws {
            let sides = try padding.sides(ofSize: size, dilation: dilation)
            guard sides.allSatisfy({ $0.before == $0.after }) else {
                throw TorchError(
                    operation: "pooling",
                    message: "its padding differs between the sides of an axis")
            }
            return sides.map(\.before)
        }
    }
}
