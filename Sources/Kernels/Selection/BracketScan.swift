/// How many values lie below, at and above the ends of a bracket.
struct BracketCounts {
    var belowLow = 0
    var notAboveLow = 0
    var belowHigh = 0
    var notAboveHigh = 0

    /// The number of values that are not allowed.
    var refused = 0

    /// The number of values inside of the bracket.
    var inside: Int { belowHigh - notAboveLow }

    static func += (total: inout BracketCounts, part: BracketCounts) {
        total.belowLow += part.belowLow
        total.notAboveLow += part.notAboveLow
        total.belowHigh += part.belowHigh
        total.notAboveHigh += part.notAboveHigh
        total.refused += part.refused
    }
}

/// One pass over values that counts what lies outside of a bracket and collects what lies inside.
struct BracketScan {
    let bracket: Bracket
    private(set) var counts = BracketCounts()

    /// The magnitudes inside of the bracket, in any order; some are missing if it is overfull.
    private(set) var candidates: [Int32] = []

    /// Whether more values lie inside of the bracket than were collected.
    var isOverfull: Bool { counts.inside > candidates.count }

    /// Scans the values of `search`; each thread collects about `capacity` candidates at most.
    init(of search: MagnitudeSearch, bracket: Bracket, capacity: Int) {
        self.bracket = bracket
        let split = WorkSplit(count: search.count, threads: search.threads)
        let room = capacity + 8
        var counts = BracketCounts()
        candidates = Array(unsafeUninitializedCapacity: split.partCount * room) { buffer, total in
            guard let start = buffer.baseAddress else { return }
            let parts = split.map { part, range in
                scanPart(range, of: search, bracket, into: start + part * room, capacity: room)
            }
            for (part, result) in parts.enumerated() {
                (start + total).update(from: start + part * room, count: result.collectedCount)
                total += result.collectedCount
                counts += result.counts
            }
        }
        self.counts = counts
    }

    /// Returns the narrowest bracket between known ends that holds `ranks` of `count` values for
    /// certain, and the number of values inside of it: this scan's own if it did not miss.
    func certainBracket(
        around ranks: ClosedRange<Int>, of count: Int
    ) -> (bracket: Bracket, capacity: Int) {
        let ends = [
            (value: Bracket.everything.low, below: 0, notAbove: 0),
            (value: bracket.low, below: counts.belowLow, notAbove: counts.notAboveLow),
            (value: bracket.high, below: counts.belowHigh, notAbove: counts.notAboveHigh),
            (value: Bracket.everything.high, below: count, notAbove: count),
        ]
        let low = ends.last { $0.below < ranks.lowerBound } ?? ends[0]
        let high = ends.first { $0.notAbove >= ranks.upperBound } ?? ends[3]
        let inside = max(0, high.below - low.notAbove)
        return (Bracket(low: low.value, high: high.value), inside)
    }
}
