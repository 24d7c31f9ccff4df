/// One pass over values that counts what lies outside of a bracket and collects what lies inside.
struct BracketScan {
    let bracket: Bracket

    /// The number of values that are at most the lower end.
    private(set) var notAboveLow = 0

    /// The number of values inside of the bracket.
    private(set) var insideCount = 0

    /// The bits of the largest magnitude; 0 where nothing was scanned.
    private(set) var largest: Int32 = 0

    /// The magnitudes inside of the bracket, in any order; some are missing if it is overfull.
    private(set) var candidates: [Int32] = []

    /// Whether more values lie inside of the bracket than were collected.
    var isOverfull: Bool { insideCount > candidates.count }

    /// Scans the values of `search`; each thread collects about `capacity` candidates at most.
    init(of search: MagnitudeSearch, bracket: Bracket, capacity: Int) {
        self.bracket = bracket
        let split = WorkSplit(count: search.count, threads: search.threads)
        let room = capacity + laneCount
        let passes = PassLevel.best.passes
        var results: [ScanResult] = []
        candidates = Array(unsafeUninitializedCapacity: split.partCount * room) { buffer, total in
            guard let start = buffer.baseAddress else { return }
            results = split.map { part, range in
                passes.scan(
                    search.values, in: range, low: bracket.low, high: bracket.high,
                    into: start + part * room, capacity: room)
            }
            for (part, result) in results.enumerated() {
                (start + total).update(from: start + part * room, count: result.collectedCount)
                total += result.collectedCount
            }
        }
        for result in results {
            notAboveLow += result.notAboveLow
            insideCount += result.insideCount
            largest = max(largest, result.largest)
        }
    }

    /// A bracket with nothing inside, of which everything is known.
    private init(empty bracket: Bracket, notAboveLow: Int) {
        self.bracket = bracket
        self.notAboveLow = notAboveLow
    }

    /// Whether the values at `ranks` lie inside of the bracket.
    func contains(_ ranks: ClosedRange<Int>) -> Bool {
        notAboveLow < ranks.lowerBound && notAboveLow + insideCount >= ranks.upperBound
    }

    /// Returns a scan of the narrowest bracket between known ends that holds `ranks` for certain: this
    /// scan, if it did not miss and is not overfull.
    func certain(around ranks: ClosedRange<Int>, of search: MagnitudeSearch) -> BracketScan {
        if contains(ranks) {
            return isOverfull
                ? BracketScan(of: search, bracket: bracket, capacity: insideCount) : self
        }
        let (belowLow, notAboveHigh) = search.countEnds(bracket)
        let ends = [
            (value: Bracket.everything.low, below: 0, notAbove: 0),
            (value: bracket.low, below: belowLow, notAbove: notAboveLow),
            (value: bracket.high, below: notAboveLow + insideCount, notAbove: notAboveHigh),
            (value: Bracket.everything.high, below: search.count, notAbove: search.count),
        ]
        let low = ends.last { $0.below < ranks.lowerBound } ?? ends[0]
        let high = ends.first { $0.notAbove >= ranks.upperBound } ?? ends[3]
        let found = Bracket(low: low.value, high: high.value)
        if found == bracket, !isOverfull { return self }
        let inside = high.below - low.notAbove
        return inside > 0
            ? BracketScan(of: search, bracket: found, capacity: inside)
            : BracketScan(empty: found, notAboveLow: low.notAbove)
    }
}

extension MagnitudeSearch {
    /// Counts the values below the lower end of `bracket`, and those that are not above the upper one.
    fileprivate func countEnds(_ bracket: Bracket) -> (belowLow: Int, notAboveHigh: Int) {
        let passes = PassLevel.best.passes
        let parts = WorkSplit(count: count, threads: threads).map { _, range in
            passes.countEnds(values, in: range, low: bracket.low, high: bracket.high)
        }
        return parts.reduce((0, 0)) { ($0.0 + $1.belowLow, $0.1 + $1.notAboveHigh) }
    }
}
