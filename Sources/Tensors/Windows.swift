/// Where the windows of a convolution or pooling layer stand: one number per axis of space, the first axis first.
public struct Windows: Equatable, Sendable {
    /// The elements of a window along each axis.
    public var size: [Int]

    /// The distance between the windows of neighbouring outputs.
    public var stride: [Int]

    /// What is added before the first and after the last element.
    public var padding: Padding

    /// The distance between neighbouring elements of a window.
    public var dilation: [Int]

    /// Describes windows; a list of one number holds for every axis.
    ///
    /// - Parameters:
    ///   - size: The elements along each axis.
    ///   - stride: As many numbers, or one; at least 1.
    ///   - padding: By default none.
    ///   - dilation: As many numbers, or one; at least 1.
    public init(
        _ size: [Int], stride: [Int] = [1], padding: Padding = 0, dilation: [Int] = [1]
    ) {
        self.size = size
        self.stride = Self.spread(stride, over: size.count, name: "strides")
        self.padding = padding
        self.dilation = Self.spread(dilation, over: size.count, name: "dilations")
        precondition(
            (size + self.stride + self.dilation).allSatisfy { $0 > 0 },
            "windows of \(size), strides of \(stride) and dilations of \(dilation) must be at least 1"
        )
    }

    private static func spread(_ numbers: [Int], over axisCount: Int, name: String) -> [Int] {
        precondition(
            [1, axisCount].contains(numbers.count),
            "\(numbers.count) \(name) for \(axisCount) axes; it must be 1 or \(axisCount)")
        return numbers.count == axisCount
            ? numbers : Array(repeating: numbers[0], count: axisCount)
    }
}

/// What is added around an input before windows are laid over it.
public enum Padding: Equatable, Sendable, ExpressibleByIntegerLiteral {
    /// The same number of elements on both sides of every axis.
    case all(Int)

    /// A number for each axis, the same on both of its sides.
    case axes([Int])

    /// Numbers before and after each axis.
    case sides([(before: Int, after: Int)])

    /// As many outputs as inputs at stride 1: PyTorch's `padding='same'`, with an odd element after.
    case same

    /// The same number of elements on both sides of every axis.
    public init(integerLiteral count: Int) { self = .all(count) }

    /// Whether two paddings add the same everywhere.
    public static func == (left: Padding, right: Padding) -> Bool {
        switch (left, right) {
        case (.all(let left), .all(let right)): left == right
        case (.axes(let left), .axes(let right)): left == right
        case (.sides(let left), .sides(let right)): left.elementsEqual(right, by: ==)
        case (.same, .same): true
        case (.all, _), (.axes, _), (.sides, _), (.same, _): false
        }
    }

    /// The elements before and after each axis for windows of `size` and `dilation`.
    ///
    /// - Throws: ``TorchError`` for a number of axes that `size` does not have.
    public func sides(ofSize size: [Int], dilation: [Int]) throws -> [(before: Int, after: Int)] {
        switch self {
        case .all(let count): return size.map { _ in (count, count) }
        case .axes(let counts):
            try Self.check(counts.count, against: size.count)
            return counts.map { ($0, $0) }
        case .sides(let sides):
            try Self.check(sides.count, against: size.count)
            return sides
        case .same:
            return zip(size, dilation).map { size, dilation in
                let total = dilation * (size - 1)
                return (total / 2, total - total / 2)
            }
        }
    }

    private static func check(_ count: Int, against axisCount: Int) throws {
        guard count == axisCount else {
            throw TorchError(
                operation: "padding",
                message: "has \(count) axes; the windows have \(axisCount)")
        }
    }
}
