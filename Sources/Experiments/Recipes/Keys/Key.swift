import Yams

/// One key of a mapping of a recipe: how it is read and written, and the words about it.
///
/// A row of ``Keys`` is all that there is to a key beside the field of the structure that it fills.
struct Key<Root> {
    /// The word in the recipe.
    let name: String

    /// The words of the document about it; empty for a section that has a table of its own.
    let meaning: String

    /// The default in the words of the document; `nil` for the ``value`` of a plain root.
    var standard: String?

    /// What other programs of the field call it.
    var foreignWords: [String] = []

    /// What recipes called it before; read, but not written.
    var olderWords: [String] = []

    /// Whether the value is a path from the folder of the recipe.
    var isPath = false

    /// The values of the key `kind` beside it with which it means something; `nil` for all.
    var kinds: Set<String>?

    /// What else is to be known of it.
    var traits: Set<KeyTrait> = []

    /// The keys of the mapping that it holds.
    var parts: [KeyDescription] = []

    /// Reads the value, where there is one, into the structure.
    let read: (RecipeSection, inout Root) throws -> Void

    /// The value of the structure; `nil` where there is none.
    var value: (Root) -> Node?

    /// Whether the value is written.
    var isWritten: (Root) -> Bool = { _ in true }

    /// All words that are read.
    var words: [String] { [name] + olderWords }

    /// What is written of the structure; `nil` for nothing.
    func written(_ root: Root) -> Node? { isWritten(root) ? value(root) : nil }
}

/// What decides when a key is read or allowed.
enum KeyTrait {
    /// Only training looks at it.
    case ofTraining

    /// It decides the defaults of the other keys.
    case decidesDefaults

    /// It asks for pruning.
    case asksForPruning

    /// It means something where zeros are kept and nothing is pruned.
    case ofKeptZeros
}

/// What is known of a key without the structure that it fills.
struct KeyDescription {
    /// The words of all sections around it and its own, with points between.
    var path: String
    let standard: String
    let meaning: String
    let foreignWords: [String]
    let olderWords: [String]
    let isPath: Bool
}

extension Key {
    /// A value that is read as it stands.
    ///
    /// - Parameters:
    ///   - name: The word in the recipe.
    ///   - field: What it fills.
    ///   - allowed: The values that it may have.
    ///   - meaning: The words of the document.
    ///   - standard: The default in words, where the value of a plain structure does not say it.
    ///   - foreign: What other programs call it.
    ///   - isRequired: Whether it must be there.
    init<Value: RecipeValue>(
        _ name: String, _ field: WritableKeyPath<Root, Value>, _ allowed: Allowed<Value>,
        _ meaning: String, standard: String? = nil, foreign: [String] = [], isRequired: Bool = false
    ) {
        self.init(
            name: name, meaning: meaning, standard: isRequired ? "" : standard,
            foreignWords: foreign,
            read: { section, root in
                root[keyPath: field] = try section.value(
                    name, isRequired ? nil : root[keyPath: field], allowed)
            },
            value: { $0[keyPath: field].recipeNode })
    }

    /// A truth value.
    init(
        _ name: String, _ field: WritableKeyPath<Root, Bool>, _ meaning: String,
        foreign: [String] = []
    ) {
        self.init(name, field, .truthValue, meaning, foreign: foreign)
    }

    /// A text that is written only where there is one.
    init(
        _ name: String, _ field: WritableKeyPath<Root, String?>, _ allowed: Allowed<String>,
        _ meaning: String, standard: String = "", foreign: [String] = []
    ) {
        self.init(
            name: name, meaning: meaning, standard: standard, foreignWords: foreign,
            read: { section, root in
                let text = try section.value(name, "", allowed)
                root[keyPath: field] = text.isEmpty ? nil : text
            },
            value: { $0[keyPath: field]?.recipeNode })
    }

    /// A path, which becomes absolute.
    init(
        path name: String, _ field: WritableKeyPath<Root, String?>, _ meaning: String,
        standard: String = "", foreign: [String] = []
    ) {
        self.init(
            name: name, meaning: meaning, standard: standard, foreignWords: foreign, isPath: true,
            read: { section, root in root[keyPath: field] = try section.path(name) },
            value: { $0[keyPath: field]?.recipeNode })
    }

    /// The name of something that `check` knows.
    init(
        _ name: String, _ field: WritableKeyPath<Root, String>,
        checkedBy check: @escaping (String) throws -> Void, _ meaning: String,
        standard: String? = nil, foreign: [String] = []
    ) {
        self.init(
            name: name, meaning: meaning, standard: standard, foreignWords: foreign,
            read: { section, root in
                root[keyPath: field] = try section.name(name, root[keyPath: field], check)
            },
            value: { $0[keyPath: field].recipeNode })
    }

    /// A mapping that is always there.
    init<Part>(
        section name: String, _ field: WritableKeyPath<Root, Part>, _ keys: Keys<Part>,
        read: @escaping (RecipeSection) throws -> Part
    ) {
        self.init(
            name: name, meaning: "", standard: "", parts: keys.descriptions,
            read: { section, root in
                if let part = try section.section(name, of: keys.rows.map(\.name)) {
                    root[keyPath: field] = try read(part)
                }
            },
            value: { keys.node(of: $0[keyPath: field]) })
    }

    /// A mapping that may be missing.
    init<Part>(
        section name: String, _ field: WritableKeyPath<Root, Part?>, _ keys: Keys<Part>,
        _ meaning: String = "", foreign: [String] = [],
        read: @escaping (RecipeSection, Root) throws -> Part
    ) {
        self.init(
            name: name, meaning: meaning, standard: "", foreignWords: foreign,
            parts: keys.descriptions,
            read: { section, root in
                let part = try section.section(name, of: keys.rows.map(\.name))
                root[keyPath: field] = try part.map { try read($0, root) }
            },
            value: { $0[keyPath: field].map(keys.node) })
    }
}

extension Key {
    /// The same key, written only if `condition` holds.
    func written(if condition: @escaping (Root) -> Bool) -> Key {
        var key = self
        key.isWritten = condition
        return key
    }

    /// The same key with another ``value``.
    func with(value: @escaping (Root) -> Node?) -> Key {
        var key = self
        key.value = value
        return key
    }

    /// The same key, which means something only where the key `kind` beside it is one of `kinds`.
    func only(for kinds: some Sequence<String>) -> Key {
        var key = self
        key.kinds = Set(kinds)
        return key
    }

    /// The same key with `traits`.
    func with(_ traits: KeyTrait...) -> Key {
        var key = self
        key.traits = Set(traits)
        return key
    }

    /// Whether it means something where the key `kind` beside it is `kind`.
    func applies(to kind: String) -> Bool { kinds?.contains(kind) ?? true }
}
