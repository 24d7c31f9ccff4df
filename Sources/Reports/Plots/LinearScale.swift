/// A map from the values of an axis to pixels, in proportion.
public struct LinearScale: Sendable {
    /// The values from one end of the axis to the other.
    public let domain: ClosedRange<Double>
    /// The pixel of the lower end of the domain.
    public let start: Double
    /// The pixel of the upper end of the domain; below `start` where values grow upwards.
    public let end: Double

    /// Makes a scale. A domain without length, or with ends that are not finite, is replaced by
    /// one that has a length.
    public init(domain: ClosedRange<Double>, from start: Double, to end: Double) {
        self.domain = domain.usable
        self.start = start
        self.end = end
    }

    /// Returns the pixel of `value`, or `nil` where the value has none: it is not finite, or so
    /// far off the axis that drawing it would mean nothing.
    public func position(of value: Double) -> Double? {
        let share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        let position = start + share * (end - start)
        return abs(position) < 1e6 ? position : nil
    }
}

extension ClosedRange<Double> {
    /// The range itself if it can carry an axis, else a range around it that can.
    var usable: ClosedRange<Double> {
        let span = upperBound - lowerBound
        let size = Swift.max(abs(lowerBound), abs(upperBound))
        // Steps and margins of a longer domain would overflow.
        guard span < 1e300 else { return 0...1 }
        // Closer ends than this cannot be told apart once they are multiplied out to pixels.
        if span > 1e-9 * size, span > 1e-290 { return self }
        let margin = size > 1e-290 ? 0.1 * size : 1
        return lowerBound - margin...upperBound + margin
    }
}
