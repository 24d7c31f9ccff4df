/// The mask of an N:M pattern that prunes exactly the *p* weights of least magnitude in each group
/// of M.
///
/// Among equal magnitudes of a group the weight with the lower index is pruned first. A NaN counts
/// as the largest magnitude.
public struct GroupHardMask: Sendable {
    private let pruning: GroupPruning

    /// - Parameters:
    ///   - layout: Where the groups lie.
    ///   - prunedPerGroup: p, in `0...M`.
    ///   - threads: The threads of one call; no result depends on them.
    /// - Throws: ``KernelError/invalidPrunedCount(found:allowed:)``.
    public init(
        layout: GroupLayout, prunedPerGroup: Int, threads: Threads
    ) throws(KernelError) {
        pruning = try GroupPruning(
            layout: layout, prunedPerGroup: prunedPerGroup, threads: threads)
    }

    /// Writes 0 for each pruned weight and 1 for each other one.
    ///
    /// - Parameters:
    ///   - weights: As many elements as the layout has.
    ///   - mask: As many elements; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMask(
        of weights: UnsafeBufferPointer<Float>, into mask: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try write(weights, into: mask, "mask", keepsWeights: false)
    }

    /// Writes an exact 0 for each pruned weight, and each other weight itself.
    ///
    /// - Parameters:
    ///   - weights: As many elements as the layout has.
    ///   - output: As many elements; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try write(weights, into: output, "masked weights", keepsWeights: true)
    }

    private func write(
        _ weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>,
        _ outputName: String, keepsWeights: Bool
    ) throws(KernelError) {
        try checkElementCount(weights.count, is: pruning.layout.elementCount, of: "weights")
        try checkElementCount(output.count, is: weights.count, of: outputName)
        guard let w = weights.baseAddress, let start = output.baseAddress else { return }
        pruning.forEachTile(
            HardMaskTiles(
                weights: w, output: start, prunedPerGroup: pruning.prunedPerGroup,
                keepsWeights: keepsWeights))
    }
}

/// Prunes sixteen groups.
private struct HardMaskTiles: TileOperation {
    let weights: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    let prunedPerGroup: Int

    /// Whether a kept weight gives itself, and not 1.
    let keepsWeights: Bool

    @inline(__always)
    func apply(to tile: GroupTile, _ rows: TileRows) -> BitLanes {
        tile.read(weights, into: rows.weights, scratch: rows.scratch)
        var ties = GroupTies(rows, prunedPerGroup: prunedPerGroup)
        rows.transform { w, _ in
            let kept = keepsWeights ? w : Lanes(repeating: 1)
            return kept.replacing(with: Lanes.zero, where: ties.isNextPruned(w.magnitudeBits))
        }
        tile.write(rows.weights, into: output, scratch: rows.scratch)
        return .zero
    }
}

/// Which weights of sixteen groups are pruned, asked member by member from the lowest index on.
private struct GroupTies {
    private let cutoff: BitLanes

    /// How many weights at the cutoff are still to be pruned.
    private var quota: BitLanes

    @inline(__always)
    init(_ rows: TileRows, prunedPerGroup: Int) {
        // No magnitude is below or at −1.
        let cutoff =
            prunedPerGroup == 0
            ? BitLanes(repeating: -1) : rows.magnitudes(atRank: prunedPerGroup).rank
        var quota = BitLanes(repeating: Int32(prunedPerGroup))
        rows.forEachMagnitude { bits in
            quota = quota.replacing(with: quota &- 1, where: bits .< cutoff)
        }
        self.cutoff = cutoff
        self.quota = quota
    }

    @inline(__always)
    mutating func isNextPruned(_ bits: BitLanes) -> SIMDMask<BitLanes> {
        let isPrunedTie = (bits .== cutoff) .& (quota .> BitLanes.zero)
        quota = quota.replacing(with: quota &- 1, where: isPrunedTie)
        return (bits .< cutoff) .| isPrunedTie
    }
}
