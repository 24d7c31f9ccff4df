/// The values that a key of a recipe may have, with the words for them.
struct Allowed<Value> {
    let description: String
    let contains: (Value) -> Bool
}

extension Allowed where Value: BinaryFloatingPoint {
    static func above(_ lower: Value, atMost upper: Value) -> Self {
        Self(description: "a number above \(short(lower)) and at most \(short(upper))") {
            $0 > lower && $0 <= upper
        }
    }

    static func atLeast(_ lower: Value, below upper: Value) -> Self {
        Self(description: "a number at least \(short(lower)) and below \(short(upper))") {
            $0 >= lower && $0 < upper
        }
    }

    static func within(_ lower: Value, _ upper: Value) -> Self {
        Self(description: "a number from \(short(lower)) to \(short(upper))") {
            $0 >= lower && $0 <= upper
        }
    }

    static var aboveZero: Self {
        Self(description: "a number above 0") { $0 > 0 && $0.isFinite }
    }

    static var notNegative: Self {
        Self(description: "a number at least 0") { $0 >= 0 && $0.isFinite }
    }

    static var any: Self { Self(description: "a number") { $0.isFinite } }

    private static func short(_ number: Value) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }
}

extension Allowed where Value: FixedWidthInteger {
    static func atLeast(_ lower: Value) -> Self {
        Self(description: "a whole number at least \(lower)") { $0 >= lower }
    }

    static func within(_ range: ClosedRange<Value>) -> Self {
        Self(description: "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            range.contains($0)
        }
    }
}

extension Allowed where Value == String {
    /// Any text, called `description`.
    static func any(_ description: String) -> Self { Self(description: description) { _ in true } }

    static var text: Self { Self(description: "a text") { !$0.isEmpty } }

    static func oneOf(_ names: [String]) -> Self {
        Self(description: "one of \(names.joined(separator: ", "))") { names.contains($0) }
    }
}

extension Allowed where Value: RawRepresentable<String> {
    static func oneOf(_ values: [Value]) -> Self {
        let names = values.map(\.rawValue)
        return Self(description: "one of \(names.joined(separator: ", "))") {
            names.contains($0.rawValue)
        }
    }
}

extension Allowed<Bool> {
    static var truthValue: Self { Self(description: "true or false") { _ in true } }
}
