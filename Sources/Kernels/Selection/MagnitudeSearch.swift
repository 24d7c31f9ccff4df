/// A search for the magnitudes at two ranks among unsorted values.
///
/// Ranks count from 1 for the smallest magnitude, and magnitudes are bit patterns.
struct MagnitudeSearch {
    /// Floats, or magnitudes as bit patterns: the sign bit is ignored.
    let values: UnsafeRawPointer
    let count: Int
    let threads: Threads

    /// The bits of the largest magnitude that is not refused: infinity, or the largest finite one.
    var largestAllowed = infinityBits

    /// Up to this many values are bisected instead of sampled.
    private static let bisectedCount = 2_048

    /// Returns the magnitudes at both ends of `ranks`, which lie in `1...count`.
    ///
    /// - Throws: ``KernelError/notANumber(index:)`` or ``KernelError/notFinite(index:)`` for the first
    ///   value that is refused.
    func magnitudes(
        atRanks ranks: ClosedRange<Int>
    ) throws(KernelError) -> (lower: Int32, upper: Int32) {
        if count <= Self.bisectedCount { return try bisect(atRanks: ranks) }
        // A sample that cannot be ordered holds a NaN.
        guard let sampled = try? sampledBracket(around: ranks) else { throw refusal() }
        let scan = BracketScan(of: self, bracket: sampled.bracket, capacity: sampled.capacity)
        if scan.largest > largestAllowed { throw refusal() }
        return try resolve(ranks, by: scan.certain(around: ranks, of: self))
    }

    /// Returns the magnitudes at both ends of `ranks` if they lie near `guess`, which one scan finds
    /// out; `nil` if they do not.
    ///
    /// - Throws: As without a guess.
    func magnitudes(
        atRanks ranks: ClosedRange<Int>, near guess: Float
    ) throws(KernelError) -> (lower: Int32, upper: Int32)? {
        guard guess.isNormal, count > Self.bisectedCount else { return nil }
        let bits = Int32(bitPattern: guess.magnitude.bitPattern)
        let bracket = Bracket(
            low: bits - Self.reachOfGuess, high: min(bits + Self.reachOfGuess, infinityBits))
        let scan = BracketScan(of: self, bracket: bracket, capacity: count / 16)
        if scan.largest > largestAllowed { throw refusal() }
        guard scan.contains(ranks), !scan.isOverfull else { return nil }
        return try resolve(ranks, by: scan)
    }

    private func bisect(
        atRanks ranks: ClosedRange<Int>
    ) throws(KernelError) -> (lower: Int32, upper: Int32) {
        let found = PassLevel.best.passes.bisect(
            values, count: count, lowerRank: ranks.lowerBound, upperRank: ranks.upperBound)
        if found.largest > largestAllowed { throw refusal() }
        return (found.lower, found.upper)
    }

    /// 1 to 2 % of a magnitude as a distance of bit patterns, 2²³ of which double it: more than a
    /// threshold moves in a step.
    private static let reachOfGuess: Int32 = 1 << 17

    /// Reads the magnitudes off the counts of `scan`, and off its candidates where they lie inside.
    private func resolve(
        _ ranks: ClosedRange<Int>, by scan: BracketScan
    ) throws(KernelError) -> (lower: Int32, upper: Int32) {
        let insideCount = scan.candidates.count
        let lower = ranks.lowerBound - scan.notAboveLow
        let upper = ranks.upperBound - scan.notAboveLow
        var inside: (lower: Int32, upper: Int32) = (0, 0)
        if insideCount > 0, lower <= insideCount, upper >= 1 {
            inside = try Self.magnitudes(
                atRanks: max(1, lower)...min(insideCount, upper), of: scan.candidates)
        }
        func magnitude(_ rank: Int, orInside inside: Int32) -> Int32 {
            rank < 1 ? scan.bracket.low : rank > insideCount ? scan.bracket.high : inside
        }
        return (magnitude(lower, orInside: inside.lower), magnitude(upper, orInside: inside.upper))
    }

    /// Returns the magnitudes at both ends of `ranks` among `candidates`, which are not empty.
    static func magnitudes(
        atRanks ranks: ClosedRange<Int>, of candidates: [Int32]
    ) throws(KernelError) -> (lower: Int32, upper: Int32) {
        try candidates.withUnsafeBufferPointer { buffer throws(KernelError) in
            guard let start = buffer.baseAddress else { return (lower: 0, upper: 0) }
            let search = MagnitudeSearch(
                values: UnsafeRawPointer(start), count: buffer.count, threads: 1)
            return try search.magnitudes(atRanks: ranks)
        }
    }

    /// Returns the bits of the magnitude at `index`.
    @inline(__always)
    func magnitude(at index: Int) -> Int32 {
        values.load(fromByteOffset: index &* 4, as: Int32.self) & magnitudeMask
    }

    private func refusal() -> KernelError {
        refusal(at: (0..<count).first { magnitude(at: $0) > largestAllowed } ?? count)
    }

    /// The error for a value that is not allowed.
    func refusal(at index: Int) -> KernelError {
        largestAllowed < infinityBits ? .notFinite(index: index) : .notANumber(index: index)
    }
}
