/// The size of a tensor along one axis: a number, or a symbol for one that is known later.
///
/// Arithmetic on symbols gives symbols that are named after the calculation, such as `2*batch` or
/// `(length + 1)`: two sizes with equal names are equal, and `2*batch` divided by 2 is `batch`
/// again.
public enum Dimension: Hashable, Sendable, CustomStringConvertible, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral
{
    /// A size that is known, at least 0 in a shape.
    case known(Int)
    /// A size that is not known yet; equal names mean equal sizes.
    case symbol(String)

    /// Makes a known size.
    public init(integerLiteral value: Int) { self = .known(value) }

    /// Makes a symbol.
    public init(stringLiteral name: String) { self = .symbol(name) }

    /// The number, where it is known.
    public var value: Int? {
        if case .known(let value) = self { value } else { nil }
    }

    /// The number, or the symbol's name.
    public var description: String {
        switch self {
        case .known(let value): "\(value)"
        case .symbol(let name): name
        }
    }

    /// The sum of two sizes.
    public static func + (left: Dimension, right: Dimension) -> Dimension {
        switch (left, right) {
        case (.known(let first), .known(let second)): .known(first &+ second)
        case (.symbol(let name), .known(let added)), (.known(let added), .symbol(let name)):
            sum(name, added)
        case (.symbol, .symbol): .symbol("(\(left) + \(right))")
        }
    }

    /// A symbol plus a number; a number that the symbol's name ends with is added to it.
    private static func sum(_ name: String, _ added: Int) -> Dimension {
        let (base, offset) = splitOffset(of: name)
        let total = offset &+ added
        if total == 0 { return .symbol(base) }
        return .symbol(total < 0 ? "(\(base) - \(total.magnitude))" : "(\(base) + \(total))")
    }

    /// Reads `(length + 2)` as `length` and 2; other names as themselves and 0.
    private static func splitOffset(of name: String) -> (base: String, offset: Int) {
        let words = name.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 3, words[0].hasPrefix("("), let last = words.last, last.hasSuffix(")"),
            let number = Int(last.dropLast()),
            words[words.count - 2] == "+" || words[words.count - 2] == "-"
        else { return (name, 0) }
        let base = words.dropLast(2).joined(separator: " ").dropFirst()
        var depth = 0
        for character in base {
            depth += character == "(" ? 1 : character == ")" ? -1 : 0
            if depth < 0 { return (name, 0) }
        }
        let isAtom = base.hasPrefix("(") || !base.contains(" ")
        guard depth == 0, isAtom else { return (name, 0) }
        return (String(base), words[words.count - 2] == "+" ? number : -number)
    }

    /// The difference of two sizes.
    public static func - (left: Dimension, right: Dimension) -> Dimension {
        if left == right { return 0 }
        if let value = right.value { return left + .known(0 &- value) }
        return .symbol("(\(left) - \(right))")
    }

    /// The product of two sizes.
    public static func * (left: Dimension, right: Dimension) -> Dimension {
        Monomial([left, right]).dimension
    }

    /// The quotient of two sizes, rounded down; the divisor must not be zero.
    public static func / (left: Dimension, right: Dimension) -> Dimension {
        if case (.known(let first), .known(let second)) = (left, right), second != 0 {
            return .known(Int((Double(first) / Double(second)).rounded(.down)))
        }
        if let exact = Monomial([left]).divided(by: Monomial([right])) { return exact.dimension }
        return .symbol("(\(left) / \(right))")
    }
}

/// A number times symbols.
struct Monomial: Equatable {
    private(set) var coefficient = 1
    private(set) var symbols: [String] = []
    private(set) var isTooLarge = false

    /// The product of sizes.
    init(_ factors: some Sequence<Dimension>) {
        for factor in factors {
            switch factor {
            case .known(let value): multiply(by: value)
            case .symbol(let name):
                for part in Self.factors(of: name) {
                    if let value = Int(part) { multiply(by: value) } else { symbols.append(part) }
                }
            }
        }
        symbols.sort()
        if coefficient == 0 { symbols = [] }
    }

    private mutating func multiply(by value: Int) {
        let (product, isOverflow) = coefficient.multipliedReportingOverflow(by: value)
        coefficient = product
        isTooLarge = isTooLarge || isOverflow
    }

    /// The product as one size; the largest number where it is none.
    var dimension: Dimension {
        if isTooLarge { return .known(.max) }
        if symbols.isEmpty { return .known(coefficient) }
        let parts = (coefficient == 1 ? [] : ["\(coefficient)"]) + symbols
        return .symbol(parts.joined(separator: "*"))
    }

    /// The quotient, where it is again a product.
    func divided(by divisor: Monomial) -> Monomial? {
        guard divisor.coefficient != 0, coefficient % divisor.coefficient == 0 else { return nil }
        var quotient = self
        quotient.coefficient /= divisor.coefficient
        for symbol in divisor.symbols {
            guard let index = quotient.symbols.firstIndex(of: symbol) else { return nil }
            quotient.symbols.remove(at: index)
        }
        return quotient
    }

    /// Splits `2*a*(b + 1)` at the stars outside brackets; a name with other operators is one
    /// factor.
    private static func factors(of name: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in name {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth == 0, "+-/ ".contains(character) { return ["(\(name))"] }
            if depth == 0, character == "*" {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.contains("") ? [name] : parts
    }
}
