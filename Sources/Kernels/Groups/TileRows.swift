/// One thread's memory for a tile of weights, a tile of gradients, and a tile to shuffle and sort.
struct TileRows {
    let weights: UnsafeMutablePointer<Float>
    let gradients: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
    private let rowCount: Int
    private let network: SortingNetwork

    init(rowCount: Int, network: SortingNetwork) {
        self.rowCount = rowCount
        self.network = network
        weights = .allocate(capacity: rowCount * laneCount)
        gradients = .allocate(capacity: rowCount * laneCount)
        scratch = .allocate(capacity: rowCount * laneCount)
        weights.initialize(repeating: 0, count: rowCount * laneCount)
        gradients.initialize(repeating: 0, count: rowCount * laneCount)
        scratch.initialize(repeating: 0, count: rowCount * laneCount)
    }

    func deallocate() {
        weights.deallocate()
        gradients.deallocate()
        scratch.deallocate()
    }

    /// Returns the bits of the magnitude at `rank` in each group, counted from 1 for the
    /// smallest, and of the next one: infinity after the last.
    @inline(__always)
    func magnitudes(atRank rank: Int) -> (rank: BitLanes, next: BitLanes) {
        if rowCount == 4 { return magnitudesOfFour(atRank: rank) }
        for row in 0..<rowCount {
            store(load(weights + row &* laneCount).magnitudes, scratch + row &* laneCount)
        }
        network.sortMagnitudes(scratch)
        return (
            load(scratch + (rank &- 1) &* laneCount).magnitudeBits,
            rank < rowCount
                ? load(scratch + rank &* laneCount).magnitudeBits
                : BitLanes(repeating: infinityBits)
        )
    }

    /// Returns what ``magnitudes(atRank:)`` does for groups of four, the ones that hardware
    /// speeds up, without a way through memory.
    @inline(__always)
    private func magnitudesOfFour(atRank rank: Int) -> (rank: BitLanes, next: BitLanes) {
        let (a, b) = ordered(bits(ofRow: 0), bits(ofRow: 1))
        let (c, d) = ordered(bits(ofRow: 2), bits(ofRow: 3))
        let (first, second) = ordered(a, c)
        let (third, fourth) = ordered(b, d)
        let (lowerMiddle, upperMiddle) = ordered(second, third)
        return switch rank {
        case 1: (first, lowerMiddle)
        case 2: (lowerMiddle, upperMiddle)
        case 3: (upperMiddle, fourth)
        default: (fourth, BitLanes(repeating: infinityBits))
        }
    }

    @inline(__always)
    private func bits(ofRow row: Int) -> BitLanes {
        load(weights + row &* laneCount).magnitudeBits
    }

    /// Returns t = ½(p-th smallest + (p+1)-th smallest magnitude) of each group.
    @inline(__always)
    func thresholds(prunedPerGroup p: Int) -> Lanes {
        let (rank, next) = magnitudes(atRank: p)
        return 0.5 * unsafeBitCast(rank, to: Lanes.self)
            + 0.5 * unsafeBitCast(next, to: Lanes.self)
    }

    /// Returns the bits of the largest magnitude in each group.
    @inline(__always)
    func largestMagnitudes() -> BitLanes {
        var largest = BitLanes.zero
        forEachMagnitude { largest = largest.replacing(with: $0, where: $0 .> largest) }
        return largest
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
