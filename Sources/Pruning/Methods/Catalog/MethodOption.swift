/// A number that a method can be given by name.
public struct MethodOption: Equatable, Sendable {
    /// The name in recipes.
    public let name: String

    /// What the number is, for people.
    public let summary: String

    /// The values that are allowed.
    public let range: ClosedRange<Double>

    /// The value where none is given; `nil` where the method then does without.
    public let defaultValue: Double?

    /// Whether only whole numbers are allowed.
    public let isWhole: Bool

    /// Describes an option.
    public init(
        _ name: String, in range: ClosedRange<Double>, default defaultValue: Double?,
        isWhole: Bool = false, _ summary: String
    ) {
        self.name = name
        self.range = range
        self.defaultValue = defaultValue
        self.isWhole = isWhole
        self.summary = summary
    }

    /// The range in words.
    public var allowed: String {
        isWhole
            ? "a whole number from \(Int(range.lowerBound)) to \(Int(range.upperBound))"
            : "\(range.lowerBound) to \(range.upperBound)"
    }

    /// Returns `value` if the option can have it.
    ///
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)`` if it cannot.
    func checked(_ value: Double, of method: String) throws -> Double {
        guard range.contains(value), !isWhole || value == value.rounded() else {
            throw PruningError.invalidOption(
                name, method: method, found: "\(value)", allowed: allowed)
        }
        return value
    }

    /// Returns `value` if the option can have it.
    ///
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)`` if it cannot.
    func checked(_ value: Int, of method: String) throws -> Int {
        guard range.contains(Double(value)) else {
            throw PruningError.invalidOption(
                name, method: method, found: "\(value)", allowed: allowed)
        }
        return value
    }
}
