/// The mask that prunes exactly the *k* weights of least magnitude.
///
/// Among equal magnitudes the weight with the lower index is pruned first, as by a stable sort.
/// The mask is two numbers, found in two or three reads of the weights: the cutoff, and the index
/// up to which weights at the cutoff are pruned.
public struct HardMask: Sendable {
    /// The bits of the largest pruned magnitude; −1 if nothing is pruned.
    private let cutoff: Int32

    /// Weights at the cutoff are pruned before this index and kept from it on.
    private let firstKeptTie: Int

    private let threads: Threads

    /// Finds the weights to prune.
    ///
    /// - Parameters:
    ///   - weights: Any shape, in any order; infinities are allowed.
    ///   - prunedCount: *k*, in `0...weights.count`.
    ///   - threads: The threads to use; no result depends on them.
    /// - Throws: ``KernelError/invalidPrunedCount(found:allowed:)``, or
    ///   ``KernelError/notANumber(index:)`` for the first NaN.
    public init(
        of weights: UnsafeBufferPointer<Float>, prunedCount: Int, threads: Threads
    ) throws(KernelError) {
        let selection = try MagnitudeSelection(
            of: weights, prunedCount: prunedCount, threads: threads)
        self.threads = threads
        guard prunedCount > 0, let start = weights.baseAddress else {
            cutoff = -1
            firstKeptTie = 0
            return
        }
        let cutoff = Int32(bitPattern: selection.largestPruned.bitPattern)
        let split = WorkSplit(count: weights.count, threads: threads)
        let parts = split.map { _, range in TieCounts(of: start, in: range, cutoff: cutoff) }
        var quota = prunedCount - parts.reduce(0) { $0 + $1.belowCount }
        let part = parts.firstIndex {
            quota -= $0.tieCount
            return quota < 0
        }
        self.cutoff = cutoff
        if let part {
            firstKeptTie = parts[part].index(
                ofTie: quota + parts[part].tieCount, from: start, in: split.range(ofPart: part))
        } else {
            firstKeptTie = weights.count
        }
    }

    /// Writes 0 for each pruned weight and 1 for each other one.
    ///
    /// - Parameters:
    ///   - weights: The weights that the mask was found for.
    ///   - mask: As many elements; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMask(
        of weights: UnsafeBufferPointer<Float>, into mask: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try checkElementCount(mask.count, is: weights.count, of: "mask")
        write(weights, into: mask) { _ in Lanes(repeating: 1) }
    }

    /// Writes an exact 0 for each pruned weight, and each other weight itself.
    ///
    /// - Parameters:
    ///   - weights: The weights that the mask was found for.
    ///   - output: As many elements; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try checkElementCount(output.count, is: weights.count, of: "masked weights")
        write(weights, into: output) { $0 }
    }

    @inline(__always)
    private func write(
        _ weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>,
        _ kept: (Lanes) -> Lanes
    ) {
        guard let w = weights.baseAddress, let result = output.baseAddress else { return }
        WorkSplit(count: weights.count, threads: threads).run { _, range in
            let tieEnd = min(max(range.lowerBound, firstKeptTie), range.upperBound)
            for (part, last) in [
                (range.lowerBound..<tieEnd, cutoff), (tieEnd..<range.upperBound, cutoff &- 1),
            ] {
                let lastPruned = BitLanes(repeating: last)
                map(part, of: w, into: result) {
                    kept($0).replacing(with: Lanes.zero, where: $0.magnitudeBits .<= lastPruned)
                }
            }
        }
    }
}

/// How many weights of a range are below and at a cutoff.
private struct TieCounts {
    private(set) var belowCount = 0
    private(set) var tieCount = 0
    private let cutoff: Int32

    init(of weights: UnsafePointer<Float>, in range: Range<Int>, cutoff: Int32) {
        self.cutoff = cutoff
        var index = range.lowerBound
        var below = BitLanes.zero
        var ties = BitLanes.zero
        let cutoffs = BitLanes(repeating: cutoff)
        while index <= range.upperBound &- laneCount {
            let bits = load(weights + index).magnitudeBits
            below = below.replacing(with: below &+ 1, where: bits .< cutoffs)
            ties = ties.replacing(with: ties &+ 1, where: bits .== cutoffs)
            index &+= laneCount
        }
        belowCount = (0..<laneCount).reduce(0) { $0 + Int(below[$1]) }
        tieCount = (0..<laneCount).reduce(0) { $0 + Int(ties[$1]) }
        for rest in index..<range.upperBound {
            let bits = Self.bits(weights[rest])
            belowCount += bits < cutoff ? 1 : 0
            tieCount += bits == cutoff ? 1 : 0
        }
    }

    /// Returns the index of the tie with this number, counted from 0, in `range`.
    func index(ofTie number: Int, from weights: UnsafePointer<Float>, in range: Range<Int>) -> Int {
        var left = number
        for index in range where Self.bits(weights[index]) == cutoff {
            if left == 0 { return index }
            left -= 1
        }
        return range.upperBound
    }

    @inline(__always)
    private static func bits(_ weight: Float) -> Int32 {
        Int32(bitPattern: weight.bitPattern) & magnitudeMask
    }
}
