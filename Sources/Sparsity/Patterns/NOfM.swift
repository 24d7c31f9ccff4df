/// At most N weights of every M consecutive ones: N:M sparsity, such as the 2:4 that processors with
/// sparse matrix units compute with.
///
/// Weights are `[outputs, inputs]` or `[outputs, inputs, …]` with any number of kernel dimensions.
/// M − N weights of every group are pruned, whatever the target sparsity of the network.
///
/// A layer whose rows do not divide into groups of M is an obstacle, unless the pattern is padded:
/// then the last group of each row is filled up with zeros. They count as the group's smallest
/// magnitudes, so a group of M′ < M real weights keeps min(N, M′) of them: it loses
/// max(0, M′ − N), and only after the padding.
public struct NOfM: SparsityPattern {
    /// Which weights are consecutive.
    public enum Grouping: Sendable {
        /// The input channels of one output at one position of the kernel.
        case inputChannels

        /// The weights of one output in memory order: kernel positions of one input, then the next
        /// input.
        case flattenedKernel
    }

    /// N, the weights of each group that stay.
    public let keptCount: Int

    /// M, the weights of each group.
    public let groupSize: Int

    /// Which weights are consecutive.
    public let grouping: Grouping

    /// Whether rows that do not divide into groups are filled up with zeros.
    public let isPadded: Bool

    /// Creates the pattern "`keptCount` of `groupSize`".
    ///
    /// - Throws: ``SparsityError/invalidNOfM(keptCount:groupSize:)`` unless
    ///   0 < `keptCount` < `groupSize` ≤ 64.
    public init(
        _ keptCount: Int, of groupSize: Int, grouping: Grouping = .inputChannels,
        isPadded: Bool = false
    ) throws(SparsityError) {
        guard 0 < keptCount, keptCount < groupSize, groupSize <= 64 else {
            throw .invalidNOfM(keptCount: keptCount, groupSize: groupSize)
        }
        self.keptCount = keptCount
        self.groupSize = groupSize
        self.grouping = grouping
        self.isPadded = isPadded
    }

    /// `2:4`, with `-flattened` and `-padded` where these are chosen.
    public var description: String {
        "\(keptCount):\(groupSize)" + (grouping == .flattenedKernel ? "-flattened" : "")
            + (isPadded ? "-padded" : "")
    }

    /// ``PatternFamily/nOfM``.
    public var family: PatternFamily? { .nOfM }

    /// One dimension, or rows that are no multiple of M.
    public func obstacle(toShape shape: [Int]) -> String? {
        guard shape.count >= 2 else { return "weights of shape \(shape) have no inputs" }
        let length = rowLength(ofShape: shape)
        guard !isPadded, length % groupSize != 0 else { return nil }
        let (one, many) =
            grouping == .inputChannels
            ? ("input", "inputs") : ("weight per output", "weights per output")
        let what = length == 1 ? "1 \(one) is" : "\(length) \(many) are"
        return "\(what) no multiple of \(groupSize)"
    }

    /// As many groups of M as the rows have, an incomplete one counted whole.
    public func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        let groupsPerRow = (rowLength(ofShape: shape) + groupSize - 1) / groupSize
        return (rowCount(ofShape: shape) * groupsPerRow, groupSize)
    }

    /// M − N.
    public func prunedUnitCount(ofShape shape: [Int]) -> Int? { groupSize - keptCount }

    /// (M − N)/M, padding aside.
    public var sparsity: Double? { Double(groupSize - keptCount) / Double(groupSize) }

    /// The pruned units without those that are padding.
    public func zeroCount(ofShape shape: [Int], prunedUnitCount: Int) -> Int {
        let (wholeCount, remainder) = rowLength(ofShape: shape)
            .quotientAndRemainder(dividingBy: groupSize)
        let ofRemainder = remainder == 0 ? 0 : max(0, prunedUnitCount - groupSize + remainder)
        return rowCount(ofShape: shape) * (wholeCount * prunedUnitCount + ofRemainder)
    }
}

extension NOfM {
    /// `[outputs, row length, rows per output]`: groups run along the middle dimension.
    package func matrices(ofShape shape: [Int]) -> [Int] {
        switch grouping {
        case .inputChannels: [shape[0], shape[1], shape.dropFirst(2).reduce(1, *)]
        case .flattenedKernel: [shape[0], shape.dropFirst().reduce(1, *), 1]
        }
    }

    private func rowLength(ofShape shape: [Int]) -> Int { matrices(ofShape: shape)[1] }

    private func rowCount(ofShape shape: [Int]) -> Int {
        let matrices = matrices(ofShape: shape)
        return matrices[0] * matrices[2]
    }

    /// The zeros that fill up the last group of each row.
    package func paddingCount(ofShape shape: [Int]) -> Int {
        let remainder = rowLength(ofShape: shape) % groupSize
        return remainder == 0 ? 0 : groupSize - remainder
    }
}

extension PatternKind {
    static let nOfM = PatternKind(
        form: "N:M such as 2:4", summary: "at most N weights of every M consecutive ones"
    ) { name in
        let parts = name.split(separator: "-")
        let counts = (parts.first ?? "").split(separator: ":").map { Int($0) }
        guard counts.count == 2, let keptCount = counts[0], let groupSize = counts[1] else {
            return nil
        }
        return try NOfM(
            keptCount, of: groupSize,
            grouping: parts.contains("flattened") ? .flattenedKernel : .inputChannels,
            isPadded: parts.contains("padded"))
    }
}
