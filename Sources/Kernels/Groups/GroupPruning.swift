/// A pass over groups, sixteen at a time, that finds in each group the magnitudes on both sides
/// of the number of weights to prune.
struct GroupPruning: Sendable {
    let layout: GroupLayout
    let prunedPerGroup: Int
    let threadCount: Int

    init(layout: GroupLayout, prunedPerGroup: Int, threadCount: Int) throws(KernelError) {
        let allowed = 0...layout.groupSize
        guard allowed.contains(prunedPerGroup) else {
            throw .invalidPrunedCount(found: prunedPerGroup, allowed: allowed)
        }
        self.layout = layout
        self.prunedPerGroup = prunedPerGroup
        self.threadCount = threadCount
    }

    /// Calls `body` for each sixteen groups, on several threads, with room for their values.
    func forEachTile(_ body: (_ tile: GroupTile, _ rows: TileRows) -> Void) {
        let network = SortingNetwork(count: layout.groupSize)
        let split = WorkSplit(
            count: layout.groupCount, valuesPerElement: layout.groupSize, unit: laneCount,
            threadCount: threadCount)
        split.run { _, groups in
            let rows = TileRows(rowCount: layout.groupSize, network: network)
            defer { rows.deallocate() }
            for first in stride(from: groups.lowerBound, to: groups.upperBound, by: laneCount) {
                let count = min(laneCount, groups.upperBound - first)
                body(GroupTile(layout: layout, firstGroup: first, groupCount: count), rows)
            }
        }
    }

    /// Copies all elements: what remains to do where nothing is pruned.
    func copy(
        _ source: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) {
        guard let first = source.baseAddress, let result = output.baseAddress else { return }
        result.update(from: first, count: source.count)
    }
}

/// One thread's memory for a tile of weights, a tile of gradients and a tile to sort.
struct TileRows {
    let weights: UnsafeMutablePointer<Float>
    let gradients: UnsafeMutablePointer<Float>
    private let sorted: UnsafeMutablePointer<BitLanes>
    private let rowCount: Int
    private let network: SortingNetwork

    init(rowCount: Int, network: SortingNetwork) {
        self.rowCount = rowCount
        self.network = network
        weights = .allocate(capacity: rowCount * laneCount)
        gradients = .allocate(capacity: rowCount * laneCount)
        sorted = .allocate(capacity: rowCount)
        weights.initialize(repeating: 0, count: rowCount * laneCount)
        gradients.initialize(repeating: 0, count: rowCount * laneCount)
        sorted.initialize(repeating: .zero, count: rowCount)
    }

    func deallocate() {
        weights.deallocate()
        gradients.deallocate()
        sorted.deallocate()
    }

    /// Returns the bits of the magnitude at `rank` in each group, counted from 1 for the
    /// smallest, and of the next one: infinity after the last.
    @inline(__always)
    func magnitudes(atRank rank: Int) -> (rank: BitLanes, next: BitLanes) {
        for row in 0..<rowCount { sorted[row] = load(weights + row &* laneCount).magnitudeBits }
        network.sortMagnitudes(sorted)
        return (
            sorted[rank &- 1],
            rank < rowCount ? sorted[rank] : BitLanes(repeating: infinityBits)
        )
    }

    /// Returns t = ½(p-th smallest + (p+1)-th smallest magnitude) of each group.
    @inline(__always)
    func thresholds(prunedPerGroup p: Int) -> Lanes {
        let (rank, next) = magnitudes(atRank: p)
        return 0.5 * unsafeBitCast(rank, to: Lanes.self)
            + 0.5 * unsafeBitCast(next, to: Lanes.self)
    }

    /// Calls `body` with the magnitudes of each row of weights.
    @inline(__always)
    func forEachMagnitude(_ body: (BitLanes) -> Void) {
        for row in 0..<rowCount { body(load(weights + row &* laneCount).magnitudeBits) }
    }

    /// Replaces each row of weights by `transform` of its weights and gradients.
    @inline(__always)
    func transform(_ transform: (_ weights: Lanes, _ gradients: Lanes) -> Lanes) {
        for row in 0..<rowCount {
            let start = row &* laneCount
            store(transform(load(weights + start), load(gradients + start)), weights + start)
        }
    }
}
