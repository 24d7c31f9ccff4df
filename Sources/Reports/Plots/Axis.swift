import Foundation

/// What an axis shows and how its values are written.
public struct Axis: Sendable {
    /// How the values of an axis are written.
    public enum Format: Sendable {
        /// As a decimal number, or with an exponent where it is very small or large.
        case number
        /// As a whole number, with k, M or G for thousands, millions and billions.
        case count
        /// A share in 0…1, in percent.
        case percent
        /// A difference of shares, times one hundred and with its sign.
        case percentagePoints
        /// A difference of numbers, with its sign.
        case difference
        /// As the number whose decimal logarithm a value is.
        case logarithm
    }

    /// The quantity, with its unit where the values do not show it.
    public var title: String
    /// How values are written.
    public var format: Format
    /// The values to span; `nil` spans the data, widened to round numbers.
    public var domain: ClosedRange<Double>?
    /// Whether zero belongs to the axis when it spans the data.
    public var includesZero: Bool

    /// Makes an axis.
    public init(
        _ title: String, format: Format = .number, domain: ClosedRange<Double>? = nil,
        includesZero: Bool = false
    ) {
        self.title = title
        self.format = format
        self.domain = domain
        self.includesZero = includesZero
    }

    /// Returns the values that the axis spans for the given data; the ones that are not finite
    /// have no say.
    func domain(covering values: [Double], widened: Bool = true) -> ClosedRange<Double> {
        if let domain { return domain }
        let finite = values.filter(\.isFinite)
        guard var lowest = finite.min(), var highest = finite.max() else { return 0...1 }
        if includesZero { (lowest, highest) = (min(lowest, 0), max(highest, 0)) }
        if lowest == 0, highest == 0 { return 0...(format == .percentagePoints ? 0.01 : 1) }
        return widened ? (lowest...highest).widenedToTicks(count: 5) : lowest...highest
    }

    /// Returns the labels of ticks: zero without decimals, the others with as many as tell them
    /// from their neighbours, or all with an exponent where they are very small or large.
    public func labels(of ticks: Ticks) -> [String] {
        let largest = ticks.values.map(abs).max() ?? 0
        return ticks.values.map { label($0, step: ticks.step, largest: largest) }
    }

    /// Returns the label of a tick that stands at a value of the data.
    func label(exactly value: Double) -> String {
        if format == .logarithm { return reading(value) }
        let steps = [1, 0.1, 0.01, 0.001, 0.0001]
        let step = steps.first { abs((value / $0).rounded() * $0 - value) < 1e-9 }
        return label(value, step: step ?? 0.0001, largest: abs(value))
    }

    private func label(_ value: Double, step: Double, largest: Double) -> String {
        switch format {
        case .number: return Self.number(value, step: step, largest: largest)
        case .logarithm: return reading(value)
        case .count: return Self.abbreviated(value, step: step)
        case .percent:
            return Self.number(100 * value, step: 100 * step, largest: 100 * largest)
                + "\u{202F}%"
        case .percentagePoints:
            let text = Self.number(100 * value, step: 100 * step, largest: 100 * largest)
            return value > 0 && text != "0" ? "+" + text : text
        case .difference:
            let text = Self.number(value, step: step, largest: largest)
            return value > 0 && text != "0" ? "+" + text : text
        }
    }

    /// Returns a value of the data, in more digits than a tick.
    func reading(_ value: Double) -> String {
        switch format {
        case .number: Self.shortExponent(NumberText.quantity(value))
        case .logarithm: Self.shortExponent(NumberText.quantity(pow(10, value)))
        case .count: NumberText.count(value)
        case .percent: NumberText.percent(value).replacing(" ", with: "\u{202F}")
        case .percentagePoints: Self.signed(100 * value, places: 2)
        case .difference:
            (value < 0 ? "−" : value > 0 ? "+" : "")
                + Self.shortExponent(NumberText.quantity(abs(value)))
        }
    }

    /// The digits after the point that tell multiples of `step` apart; no more than a number has.
    private static func places(_ step: Double) -> Int {
        let digits = (-log10(step) - 1e-9).rounded(.up)
        return digits.isNaN ? 0 : Int(min(15, max(0, digits)))
    }

    private static func signed(_ value: Double, places: Int) -> String {
        let text = NumberText.decimal(abs(value), places: places)
        let isZero = !text.contains { ("1"..."9").contains($0) }
        return value.isNaN || isZero ? text : (value < 0 ? "−" : "+") + text
    }

    private static func number(_ value: Double, step: Double, largest: Double) -> String {
        guard value.isFinite else { return NumberText.decimal(value, places: 0) }
        // Ticks are multiples of their step: what is smaller is what rounding has left of zero.
        if abs(value) < step / 2, step <= largest { return "0" }
        if value == 0 { return "0" }
        if largest < 0.001 || largest >= 100_000 { return exponential(value, step: step) }
        return NumberText.decimal(value, places: places(step)).replacing("-", with: "−")
    }

    /// The number as in "1.5e-5", with as many digits as tell multiples of `step` apart.
    private static func exponential(_ value: Double, step: Double) -> String {
        let exponent = (log10(abs(value)) + 1e-9).rounded(.down)
        let digits = places(step / pow(10, exponent))
        let text = String(format: "%.\(digits)e", abs(value)).split(separator: "e")
        guard text.count == 2, let exponent = Int(text[1]) else { return String(value) }
        return (value < 0 ? "−" : "") + withoutTrailingZeros(text[0]) + "e" + String(exponent)
    }

    private static func abbreviated(_ value: Double, step: Double) -> String {
        if abs(value) >= 1e12 { return exponential(value, step: step) }
        let units: [(size: Double, name: String)] = [(1e9, "G"), (1e6, "M"), (1e3, "k"), (1, "")]
        let unit = units.first { abs(value) >= $0.size } ?? (1, "")
        let text = NumberText.decimal(value / unit.size, places: places(step / unit.size))
        return withoutTrailingZeros(text).replacing("-", with: "−") + unit.name
    }

    /// The number with an exponent as in "6.69e-9", like those of the ticks.
    private static func shortExponent(_ text: String) -> String {
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
        return parts[0] + "e" + String(exponent)
    }

    private static func withoutTrailingZeros(_ text: some StringProtocol) -> String {
        guard text.contains(".") else { return String(text) }
        let kept = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return String(kept.reversed())
    }
}
