/// Blocks of R consecutive outputs by one input: `4x1` sparsity, with which one value of the input is
/// multiplied with R weights or with none.
///
/// Weights are `[outputs, inputs]` or `[outputs, inputs, …]` with any number of kernel dimensions. A
/// block is the weights of R consecutive outputs at the same input and position of the kernel; blocks
/// begin at every R-th output. Where the outputs are no multiple of R, the last ones are fewer to a
/// block, and each of these lower blocks is one of its own, with all of its weights.
public struct OutputBlocks: SparsityPattern {
    /// R, the outputs of a block.
    public let height: Int

    /// The heights that blocks may have.
    public static let heights = 2...64

    /// Creates the pattern with blocks of `height` by 1.
    ///
    /// - Throws: ``SparsityError/invalidBlockHeight(_:)`` unless `height` is 2 to 64.
    public init(height: Int) throws(SparsityError) {
        guard Self.heights.contains(height) else { throw .invalidBlockHeight(height) }
        self.height = height
    }

    /// `4x1`.
    public var description: String { "\(height)x1" }

    /// ``PatternFamily/blocks``.
    public var family: PatternFamily? { .blocks }

    /// One dimension: such weights have no inputs.
    public func obstacle(toShape shape: [Int]) -> String? {
        shape.count >= 2 ? nil : "weights of shape \(shape) have no inputs"
    }

    /// Why a convolution in several groups cannot have the pattern: the outputs of a block must have their
    /// inputs in common.
    package func obstacle(toOutputs outputCount: Int, inGroups groupCount: Int) -> String? {
        let count = outputCount / max(groupCount, 1)
        guard groupCount > 1, count % height != 0 else { return nil }
        return count == 1
            ? "1 output of a group is no multiple of \(height)"
            : "\(count) outputs of a group are no multiple of \(height)"
    }

    /// One group of all blocks, the lower ones included.
    public func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        (1, (shape[0] + height - 1) / height * columnCount(ofShape: shape))
    }

    /// The weights of so many blocks; where some are lower than others, at least: those of the lowest.
    public func zeroCount(ofShape shape: [Int], prunedUnitCount: Int) -> Int {
        let lower = shape[0] % height
        let lowerCount = lower == 0 ? 0 : min(prunedUnitCount, columnCount(ofShape: shape))
        return lowerCount * lower + (prunedUnitCount - lowerCount) * height
    }

    /// The inputs of an output at all positions of the kernel.
    package func columnCount(ofShape shape: [Int]) -> Int { shape.dropFirst().reduce(1, *) }
}

extension PatternKind {
    static let outputBlocks = PatternKind(
        form: "Rx1 such as 4x1", summary: "blocks of R consecutive outputs at one input"
    ) { name in
        let sizes = name.split(separator: "x", omittingEmptySubsequences: false)
        guard sizes.count == 2, sizes[1] == "1", let height = Int(sizes[0]) else { return nil }
        return try OutputBlocks(height: height)
    }
}
