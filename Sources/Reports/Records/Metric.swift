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

    /// A value in words, as in "97.05 %" or "0.123".
    ///
    /// - Parameters:
    ///   - value: The value, or the mean of several.
    ///   - deviation: How far several scatter.
    /// - Returns: The value with its unit, and the deviation as in "97.05 ± 0.12 %".
    public func text(_ value: Double, deviation: Double? = nil) -> String {
        let scatter = deviation.map { " ± " + number($0) } ?? ""
        return number(value) + scatter + (unit == .share ? " %" : "")
    }

    /// By how much a value is larger than another one, in words.
    ///
    /// - Parameters:
    ///   - difference: The difference, or the mean of several.
    ///   - deviation: How far several scatter.
    /// - Returns: As in "-0.41 points" for shares and "+0.0120" for numbers. Where less is better,
    ///   "better" or "worse" follows.
    public func differenceText(_ difference: Double, deviation: Double? = nil) -> String {
        let sign = unit == .number && difference > 0 ? "+" : ""
        let scatter = deviation.map { " ± " + number($0) } ?? ""
        return sign + number(difference) + scatter + (unit == .share ? " points" : "")
            + judgement(of: difference)
    }

    /// Returns what hardening costs, as in "0.41 points" or "0.0120".
    public func gapText(_ gap: Double) -> String {
        number(gap) + (unit == .share ? " points" : "")
    }

    /// Returns how much better `value` is than `other`, in the unit of the metric; negative where it
    /// is worse.
    public func advantage(of value: Double, over other: Double) -> Double {
        isBetterLarger ? value - other : other - value
    }

    /// " (better)" or " (worse)" where less is better, which a sign alone would not tell.
    func judgement(of difference: Double) -> String {
        guard !isBetterLarger, difference != 0, difference.isFinite else { return "" }
        return difference < 0 ? " (better)" : " (worse)"
    }

    /// A value without its unit.
    private func number(_ value: Double) -> String {
        switch unit {
        case .share: NumberText.decimal(100 * value, places: 2)
        case .number: NumberText.quantity(value)
        }
    }
}

extension Metric {
    /// The title at the beginning of a sentence.
    public var heading: String { title.prefix(1).uppercased() + title.dropFirst() }

    /// How an axis writes its values.
    public var axisFormat: Axis.Format { unit == .share ? .percent : .number }

    /// How an axis writes differences of its values.
    var differenceFormat: Axis.Format { unit == .share ? .percentagePoints : .difference }

    /// What an axis says of the direction, where it is not the usual one.
    public var directionNote: String { isBetterLarger ? "" : ", less is better" }
}
