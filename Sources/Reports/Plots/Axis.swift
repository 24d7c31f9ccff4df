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

    /// Returns the label of a tick, with as many digits as tell it from its neighbours.
    func label(_ value: Double, step: Double) -> String {
        switch format {
        case .number:
            if value != 0, step < 0.0005 || abs(value) >= 100_000 { return Self.exponential(value) }
            return NumberText.decimal(value, places: Self.places(step))
                .replacing("-", with: "−")
        case .count: return Self.abbreviated(value)
        case .percent:
            return NumberText.decimal(100 * value, places: Self.places(100 * step)) + "\u{202F}%"
        case .percentagePoints:
            return Self.signed(100 * value, places: Self.places(100 * step))
        }
    }

    /// Returns the label of a tick that stands at a value of the data.
    func label(exactly value: Double) -> String {
        let steps = [1, 0.1, 0.01, 0.001, 0.0001]
        let step = steps.first { abs((value / $0).rounded() * $0 - value) < 1e-9 }
        return label(value, step: step ?? 0.0001)
    }

    /// Returns a value of the data, in more digits than a tick.
    func reading(_ value: Double) -> String {
        switch format {
        case .number: NumberText.measure(value)
        case .count: NumberText.count(value)
        case .percent: NumberText.percent(value).replacing(" ", with: "\u{202F}")
        case .percentagePoints: Self.signed(100 * value, places: 2)
        }
    }

    private static func places(_ step: Double) -> Int {
        max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    }

    private static func signed(_ value: Double, places: Int) -> String {
        let text = NumberText.decimal(abs(value), places: places)
        let isZero = !text.contains { ("1"..."9").contains($0) }
        return value.isNaN || isZero ? text : (value < 0 ? "−" : "+") + text
    }

    private static func exponential(_ value: Double) -> String {
        let text = String(format: "%.1e", value).split(separator: "e")
        guard text.count == 2, let exponent = Int(text[1]) else { return String(value) }
        return text[0].replacing(".0", with: "") + "e" + String(exponent)
    }

    private static func abbreviated(_ value: Double) -> String {
        let units: [(size: Double, name: String)] = [(1e9, "G"), (1e6, "M"), (1e3, "k")]
        guard let unit = units.first(where: { abs(value) >= $0.size }) else {
            return NumberText.count(value)
        }
        let scaled = value / unit.size
        return NumberText.decimal(scaled, places: scaled == scaled.rounded() ? 0 : 1) + unit.name
    }
}
