import Pruning
import Yams

/// A setting that a kind of data of one's own reads from `data.options` of a recipe.
///
///     static let rate = DataOption("rate", 100, "samples in a second")
///
/// It is listed in ``DataKind/options`` and read by `request[Self.rate]`.
public struct DataOption<Value: DataOptionValue>: DataOptionDescription {
    /// The name in recipes.
    public let name: String

    /// The value where a recipe gives none.
    public let standard: Value

    /// What it is, for people.
    public let meaning: String

    /// Describes a setting.
    public init(_ name: String, _ standard: Value, _ meaning: String) {
        self.name = name
        self.standard = standard
        self.meaning = meaning
    }

    /// The kind of value.
    public var allowed: String { Value.allowedOption }

    /// Whether `text` is such a value.
    public func takes(_ text: String) -> Bool { Value(option: text) != nil }
}

/// A setting of a kind of data, whatever its value is.
public protocol DataOptionDescription: Sendable {
    /// The name in recipes.
    var name: String { get }

    /// What it is, for people.
    var meaning: String { get }

    /// The values that it may have, in words.
    var allowed: String { get }

    /// Whether the word `text` of a recipe is one of them.
    func takes(_ text: String) -> Bool
}

/// A value that ``DataOption`` can have.
public protocol DataOptionValue: Sendable {
    /// The values in words.
    static var allowedOption: String { get }

    /// The value that the word `option` of a recipe is; `nil` for another kind of word.
    init?(option: String)
}

extension Double: DataOptionValue {
    /// A number.
    public static var allowedOption: String { "a number" }

    /// Reads a finite number.
    public init?(option: String) {
        guard let number = Node(option).number, number.isFinite else { return nil }
        self = number
    }
}

extension Int: DataOptionValue {
    /// A whole number.
    public static var allowedOption: String { "a whole number" }

    /// Reads a whole number.
    public init?(option: String) {
        guard let number: Int = Node(option).integer() else { return nil }
        self = number
    }
}

extension Bool: DataOptionValue {
    /// True or false.
    public static var allowedOption: String { "true or false" }

    /// Reads a truth value in the words of YAML.
    public init?(option: String) {
        guard let value = Node(option).truthValue else { return nil }
        self = value
    }
}

extension String: DataOptionValue {
    /// Any text.
    public static var allowedOption: String { "a text" }

    /// Takes the word as it is.
    public init?(option: String) { self = option }
}

extension DataKind {
    /// Refuses settings that this kind does not have, or that are no values for them.
    ///
    /// - Parameters:
    ///   - values: The settings of a recipe.
    ///   - place: Where the setting of a name stands.
    /// - Throws: ``RecipeError/unknownKey(key:nearest:known:place:)`` or
    ///   ``RecipeError/invalidValue(key:found:allowed:place:)``.
    func check(_ values: [String: String], place: (String) -> String) throws {
        let known = options.map(\.name)
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            let key = "data.options.\(name)"
            guard let option = options.first(where: { $0.name == name }) else {
                throw RecipeError.unknownKey(
                    key: key,
                    nearest: NearestName.of(name, among: known).map { "data.options.\($0)" },
                    known: known, place: place(name))
            }
            guard option.takes(value) else {
                throw RecipeError.invalidValue(
                    key: key, found: Node(value).shortText, allowed: option.allowed,
                    place: place(name))
            }
        }
    }
}
