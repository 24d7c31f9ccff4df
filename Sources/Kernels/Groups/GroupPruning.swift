/// A pass over groups, sixteen at a time, that finds in each group the magnitudes on both sides
/// of the number of weights to prune.
struct GroupPruning: Sendable {
    let layout: GroupLayout
    let prunedPerGroup: Int
    let threads: Threads

    init(layout: GroupLayout, prunedPerGroup: Int, threads: Threads) throws(KernelError) {
        let allowed = 0...layout.groupSize
        guard allowed.contains(prunedPerGroup) else {
            throw .invalidPrunedCount(found: prunedPerGroup, allowed: allowed)
        }
        self.layout = layout
        self.prunedPerGroup = prunedPerGroup
        self.threads = threads
    }

    /// Applies `operation` to each sixteen groups, on several threads, with room for their values.
    ///
    /// - Returns: The largest number that the operation returned.
    @discardableResult
    func forEachTile(_ operation: some TileOperation) -> Int32 {
        let network = SortingNetwork(count: layout.groupSize)
        let split = WorkSplit(
            count: layout.groupCount, valuesPerElement: layout.groupSize, unit: laneCount,
            threads: threads)
        let largest = split.map { _, groups in
            let rows = TileRows(rowCount: layout.groupSize, network: network)
            defer { rows.deallocate() }
            var largest = BitLanes.zero
            for first in stride(from: groups.lowerBound, to: groups.upperBound, by: laneCount) {
                let count = min(laneCount, groups.upperBound - first)
                let found = operation.apply(
                    to: GroupTile(layout: layout, firstGroup: first, groupCount: count), rows)
                largest = largest.replacing(with: found, where: found .> largest)
            }
            return largest.max()
        }
        return largest.max() ?? 0
    }

    /// Copies all elements: what remains to do where nothing is pruned.
    func copy(
        _ source: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) {
        guard let first = source.baseAddress, let result = output.baseAddress else { return }
        result.update(from: first, count: source.count)
    }
}

/// What a kernel does with sixteen groups.
///
/// It is a type and not a closure, because a closure that runs on several threads is called
/// through a pointer for each tile and takes its vectors through memory.
protocol TileOperation {
    /// Reads the groups of `tile`, with `rows` as memory, and writes the result.
    ///
    /// - Returns: The bits of the largest magnitudes read, or 0 where nobody asks for them.
    func apply(to tile: GroupTile, _ rows: TileRows) -> BitLanes
}
