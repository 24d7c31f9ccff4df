/// The open interval of magnitudes between `low` and `high`, as bit patterns.
struct Bracket: Equatable {
    var low: Int32
    var high: Int32

    /// Below every magnitude and above every magnitude.
    static let everything = Bracket(low: -1, high: .max)
}

extension MagnitudeSearch {
    /// Returns an interval that probably holds the magnitudes at `ranks`, and a number of values
    /// that it probably does not exceed.
    ///
    /// One value is drawn from each of *s* equal parts. The number of drawn values up to a rank
    /// has a standard deviation of at most √(s·p·(1−p)), p being the rank's share; the interval
    /// reaches three of them to both sides.
    func sampledBracket(
        around ranks: ClosedRange<Int>
    ) throws(KernelError) -> (bracket: Bracket, capacity: Int) {
        let sample = drawSample()
        let scale = Double(sample.count) / Double(count)
        func reach(_ rank: Int) -> Double {
            let share = Double(rank) / Double(count)
            return 3 * (Double(sample.count) * share * (1 - share)).squareRoot() + 2
        }
        let lowRank = Int(Double(ranks.lowerBound) * scale - reach(ranks.lowerBound))
        let highRank = Int(Double(ranks.upperBound) * scale + reach(ranks.upperBound))
        let inSample = max(1, lowRank)...min(sample.count, highRank)
        let found = try Self.magnitudes(atRanks: inSample, of: sample)
        let bracket = Bracket(
            low: lowRank < 1 ? -1 : found.lower,
            high: highRank > sample.count ? .max : found.upper)
        let expected = Double(inSample.count) / scale
        return (bracket, min(count, Int(1.5 * expected)))
    }

    /// Returns the magnitudes of one value of each of 4·√n equal parts: few enough to cost little
    /// beside the scan, and enough that the scan collects few candidates.
    private func drawSample() -> [Int32] {
        let sampleCount = Int(4 * Double(count).squareRoot())
        var generator = SplitMix64(seed: 0x9E37_79B9)
        let part = count / sampleCount
        return (0..<sampleCount).map { index in
            // The upper half of a product instead of a rest, which would be the slowest part by far.
            let place = generator.next().multipliedFullWidth(by: UInt64(part)).high
            return magnitude(at: index * part + Int(place))
        }
    }
}

/// A fixed sequence of numbers that look random.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Returns the next number, each of the 2⁶⁴ equally often.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
