/// The mean of repeated measurements and how far they scatter.
public struct MeanAndDeviation: Codable, Equatable, Sendable {
    /// The arithmetic mean.
    public let mean: Double

    /// The sample standard deviation, with n − 1 in the denominator; `nil` for one value.
    public let deviation: Double?

    /// Summarises `values`; `nil` without any.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        self.mean = mean
        deviation = values.count > 1 ? (squares / (count - 1)).squareRoot() : nil
    }
}
