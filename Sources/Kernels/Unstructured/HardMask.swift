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
        let passes = PassLevel.best.passes
        let parts = split.map { _, range in
            let (below, notAbove) = passes.countEnds(start, in: range, low: cutoff, high: cutoff)
            return TieCounts(belowCount: below, tieCount: notAbove - below)
        }
        var quota = prunedCount - parts.reduce(0) { $0 + $1.belowCount }
        let part = parts.firstIndex {
            quota -= $0.tieCount
            return quota < 0
        }
        self.cutoff = cutoff
        if let part {
            firstKeptTie = index(
                ofTie: quota + parts[part].tieCount, at: cutoff, from: start,
                in: split.range(ofPart: part))
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
        write(weights, into: mask, writesMask: true)
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
        write(weights, into: output, writesMask: false)
    }

    private func write(
        _ weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>,
        writesMask: Bool
    ) {
        guard let w = weights.baseAddress, let result = output.baseAddress else { return }
        let passes = PassLevel.best.passes
        WorkSplit(count: weights.count, threads: threads).run { _, range in
            let tieEnd = min(max(range.lowerBound, firstKeptTie), range.upperBound)
            for (part, last) in [
                (range.lowerBound..<tieEnd, cutoff), (tieEnd..<range.upperBound, cutoff &- 1),
            ] {
                passes.writeKept(
                    of: w, in: part, lastPruned: last, into: result, writesMask: writesMask)
            }
        }
    }
}

/// How many weights of a range are below and at a cutoff.
private struct TieCounts {
    let belowCount: Int
    let tieCount: Int
}

/// Returns the index of the weight at `cutoff` with this number, counted from 0, in `range`.
private func index(
    ofTie number: Int, at cutoff: Int32, from weights: UnsafePointer<Float>, in range: Range<Int>
) -> Int {
    var left = number
    for index in range where weights[index].magnitude.bitPattern == UInt32(bitPattern: cutoff) {
        if left == 0 { return index }
        left -= 1
    }
    return range.upperBound
}
