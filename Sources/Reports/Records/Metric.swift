/// A number by which a network is judged, such as accuracy.
public struct Metric: Codable, Sendable, Equatable {
    /// How a value is written for people.
    public enum Unit: String, Codable, Sendable {
        /// A share in 0…1, written in percent.
        case share
        /// A number as it is.
        case number
    }

    /// The name in records and recipes, as in "accuracy".
    public var name: String
    /// The name in texts, as in "mean absolute error".
    public var title: String
    /// How a value is written for people.
    public var unit: Unit
    /// Whether more of it is better.
    public var isBetterLarger: Bool

    /// Describes a metric; its title is its name if nothing else is said.
    public init(
        _ name: String, title: String? = nil, unit: Unit = .number, isBetterLarger: Bool = true
    ) {
        self.name = name
        self.title = title ?? name
        self.unit = unit
        self.isBetterLarger = isBetterLarger
    }

    /// The share of examples that are classified correctly.
    public static let accuracy = Metric("accuracy", unit: .share)

    /// The mean loss.
    public static let loss = Metric("loss", isBetterLarger: false)

    /// Returns `value` in words, as in "97.05 %" or "0.1234".
    public func text(_ value: Double) -> String {
        switch unit {
        case .share: NumberText.percent(value)
        case .number: NumberText.decimal(value, significant: 4)
        }
    }

    /// Returns how far `value` is from `reference`, as in "-0.41 points" or "+0.0120".
    public func differenceText(_ value: Double, from reference: Double) -> String {
        switch unit {
        case .share:
            return NumberText.decimal(100 * (value - reference), places: 2) + " points"
        case .number:
            let difference = value - reference
            return (difference > 0 ? "+" : "") + NumberText.decimal(difference, significant: 4)
        }
    }
}
