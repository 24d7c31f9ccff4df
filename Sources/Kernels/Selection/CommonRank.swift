/// The magnitude of a rank among the weights of several tensors, and where each of them stands to it.
public struct CommonRank {
    /// The magnitude, exactly.
    public let magnitude: Float

    /// For every tensor the weights whose magnitude is below ``magnitude``, and those where it is equal.
    public let counts: [(below: Int, equal: Int)]

    /// Finds the magnitude without copying any tensor.
    ///
    /// A guess that is near makes it one scan instead of three; the result depends on the weights alone.
    ///
    /// - Parameters:
    ///   - rank: 1 for the smallest; at most the number of all weights.
    ///   - guess: A magnitude to look around first, such as that of the step before.
    ///   - threads: The threads of a scan around the guess; no result depends on them.
    ///   - visit: Calls its argument once for each tensor; it is called up to four times itself.
    /// - Throws: As ``commonMagnitude(atRank:visit:)``.
    public init(
        _ rank: Int, near guess: Float?, threads: Threads,
        visit: ((UnsafeBufferPointer<Float>) throws -> Void) throws -> Void
    ) throws {
        if let guess, let found = try CommonScan(around: guess, threads, visit)?.find(rank) {
            self = found
            return
        }
        let magnitude = try commonMagnitude(atRank: rank, visit: visit)
        var counts: [(below: Int, equal: Int)] = []
        try visit { counts.append(countMagnitudes(of: $0, against: magnitude)) }
        self.init(magnitude: magnitude, counts: counts)
    }

    fileprivate init(magnitude: Float, counts: [(below: Int, equal: Int)]) {
        self.magnitude = magnitude
        self.counts = counts
    }
}

/// One scan of several tensors around a guess.
private struct CommonScan {
    private var scans: [BracketScan?] = []

    /// Six percent of a magnitude as a distance of bit patterns: a threshold moves more while the zeros become
    /// more than between steps with as many.
    private static let reach: Int32 = 1 << 19

    /// Scans all tensors; `nil` for a guess that has no magnitudes around it.
    init?(
        around guess: Float, _ threads: Threads,
        _ visit: ((UnsafeBufferPointer<Float>) throws -> Void) throws -> Void
    ) throws {
        guard guess.isNormal else { return nil }
        let bits = Int32(bitPattern: guess.magnitude.bitPattern)
        let bracket = Bracket(
            low: max(bits - Self.reach, 0), high: min(bits + Self.reach, infinityBits))
        var found: [BracketScan?] = []
        try visit { weights in
            guard let start = weights.baseAddress, !weights.isEmpty else {
                return found.append(nil)
            }
            let search = MagnitudeSearch(
                values: UnsafeRawPointer(start), count: weights.count, threads: threads)
            let scan = BracketScan(
                of: search, bracket: bracket, capacity: max(weights.count / 8, 64))
            guard scan.largest <= search.largestAllowed else {
                throw search.refusal(at: weights.firstIndex { $0.isNaN } ?? 0)
            }
            found.append(scan)
        }
        scans = found
    }

    /// The magnitude at `rank`; `nil` where it does not lie around the guess, or too many do.
    func find(_ rank: Int) throws -> CommonRank? {
        let known = scans.compactMap(\.self)
        let below = known.reduce(0) { $0 + $1.notAboveLow }
        let candidates = known.flatMap(\.candidates)
        guard !known.contains(where: \.isOverfull), rank > below,
            rank <= below + candidates.count
        else { return nil }
        let place = rank - below
        let bits = try MagnitudeSearch.magnitudes(atRanks: place...place, of: candidates).lower
        let counts = scans.map { scan -> (below: Int, equal: Int) in
            guard let scan else { return (0, 0) }
            let smaller = scan.candidates.count { $0 < bits }
            return (scan.notAboveLow + smaller, scan.candidates.count { $0 == bits })
        }
        return CommonRank(
            magnitude: Float(bitPattern: UInt32(bitPattern: bits)), counts: counts)
    }
}

/// Finds the magnitude of a rank among the weights of several tensors without copying any of them.
///
/// The bits of a magnitude, read as an integer, have the order of the magnitudes. A first scan counts
/// the upper halves of the bits, a second one the lower halves of those weights whose upper half
/// holds the rank.
///
/// - Parameters:
///   - rank: 1 for the smallest; at most the number of all weights.
///   - visit: Calls its argument once for each tensor; it is called twice itself.
/// - Returns: The magnitude at `rank`, exactly.
/// - Throws: ``KernelError/invalidPrunedCount(found:allowed:)`` for a rank that no weight has,
///   ``KernelError/notANumber(index:)`` from within `visit` for the first NaN of a tensor, and what
///   `visit` throws.
/// - Complexity: O(*n*) time, two reads of the weights, and less than a megabyte of memory.
public func commonMagnitude(
    atRank rank: Int, visit: ((UnsafeBufferPointer<Float>) throws -> Void) throws -> Void
) throws -> Float {
    var upper = BitCounts(count: 1 << 15)
    try visit { weights in
        for (index, weight) in weights.enumerated() {
            let bits = weight.magnitude.bitPattern
            guard bits <= Float.infinity.bitPattern else {
                throw KernelError.notANumber(index: index)
            }
            upper.add(Int(bits >> 16))
        }
    }
    guard rank >= 1, let half = upper.find(rank: rank) else {
        throw KernelError.invalidPrunedCount(found: rank, allowed: 1...max(1, upper.total))
    }
    var lower = BitCounts(count: 1 << 16)
    try visit { weights in
        for weight in weights {
            let bits = weight.magnitude.bitPattern
            if Int(bits >> 16) == half.value { lower.add(Int(bits & 0xffff)) }
        }
    }
    let rest = lower.find(rank: rank - half.countBelow)?.value ?? 0
    return Float(bitPattern: UInt32(half.value) << 16 | UInt32(rest))
}

/// Counts the weights whose magnitude is below `limit`, and those where it is equal.
public func countMagnitudes(
    of weights: UnsafeBufferPointer<Float>, against limit: Float
) -> (below: Int, equal: Int) {
    var below = 0
    var equal = 0
    for weight in weights {
        if weight.magnitude < limit { below += 1 }
        if weight.magnitude == limit { equal += 1 }
    }
    return (below, equal)
}

/// How often each small number has occurred.
private struct BitCounts {
    private var counts: [Int]

    init(count: Int) { counts = Array(repeating: 0, count: count) }

    var total: Int { counts.reduce(0, +) }

    mutating func add(_ number: Int) { counts[number] += 1 }

    /// The number at `rank`, 1 for the smallest, and how many are smaller; `nil` if there are fewer.
    func find(rank: Int) -> (value: Int, countBelow: Int)? {
        var countBelow = 0
        for (value, count) in counts.enumerated() {
            if countBelow + count >= rank { return (value, countBelow) }
            countBelow += count
        }
        return nil
    }
}
