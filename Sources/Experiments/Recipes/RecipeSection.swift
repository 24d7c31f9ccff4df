import Pruning
import Yams

/// One mapping of a recipe, read key by key; what has not been asked for in the end is unknown.
final class RecipeSection {
    let values: [(key: String, node: Node)]
    let prefix: String
    let source: RecipeSource
    let place: String
    private var asked: [String] = []
    private var newerWords: [String: String] = [:]

    /// Reads `node`, the value of the key `path` (empty for the whole recipe), of `source`. Some of what it
    /// may hold, `keys`, stand in the error where it is no mapping.
    init(_ node: Node, path: String, source: RecipeSource, keys: [String] = []) throws {
        prefix = path.isEmpty ? "" : path + "."
        self.source = source
        place = source.place(ofKey: path, line: node.mark?.line)
        guard let mapping = node.mapping else {
            throw RecipeError.invalidValue(
                key: path.isEmpty ? "recipe" : path, found: node.shortText,
                allowed: "a mapping"
                    + (keys.isEmpty
                        ? "" : " with keys such as " + keys.prefix(3).joined(separator: ", ")),
                place: place)
        }
        values = mapping.map { ($0.key.string ?? $0.key.shortText, $0.value) }
    }

    /// The value under `key`, or `fallback` where it is missing.
    ///
    /// - Throws: ``RecipeError/missingKey(key:allowed:place:)`` where there is no fallback, and
    ///   ``RecipeError/invalidValue(key:found:allowed:place:)`` for what is not allowed.
    func value<Value: RecipeValue>(
        _ key: String, _ fallback: Value?, _ allowed: Allowed<Value>
    ) throws -> Value {
        try value(key, fallback, allowed) { Value(recipeNode: $0) }
    }

    /// The path under `key`, absolute where the source has a folder; `nil` where it is missing or
    /// empty.
    func path(_ key: String) throws -> String? {
        try nameInData(key).map { try resolved($0, key) }
    }

    /// The path under `key` from the folder of the data on, as written; `nil` where it is missing or
    /// empty.
    func nameInData(_ key: String) throws -> String? {
        let path = try value(key, "", .any("a path"))
        return path.isEmpty ? nil : path
    }

    /// The path `written` under `key`, as ``RecipeSource/resolved(_:ofKey:line:)`` says.
    func resolved(_ written: String, _ key: String) throws -> String {
        try source.resolved(written, ofKey: prefix + key, line: node(key)?.mark?.line)
    }

    /// The text under `key`, or `fallback` where it is missing, if `check` lets it pass.
    func name(_ key: String, _ fallback: String, _ check: (String) throws -> Void) throws -> String
    {
        let name = try value(key, fallback, .text)
        try checking(key) { try check(name) }
        return name
    }

    /// Does `check`, and says of what it throws that the value of `key` is the reason.
    func checking(_ key: String, _ check: () throws -> Void) throws {
        do {
            try check()
        } catch {
            let node = values.first { $0.key == key }?.node
            throw RecipeError.refusedValue(
                key: prefix + key, reason: "\(error)",
                place: node.map { place(of: key, $0) } ?? place)
        }
    }

    /// The list of texts under `key`, empty where it is missing; with `mayBeOne` one text may stand for a
    /// list of one.
    func texts(_ key: String, mayBeOne: Bool = false) throws -> [String] {
        try value(key, [], Allowed(description: "a list of texts") { _ in true }) { node in
            if mayBeOne, let text = node.scalar?.string { return [text] }
            let texts = node.sequence?.compactMap { $0.scalar?.string }
            return texts?.count == node.sequence?.count ? texts : nil
        }
    }

    /// The words under all keys of this mapping, whatever their names.
    func words() throws -> [String: String] {
        let allowed = "a text, a number or a truth value"
        return Dictionary(
            try values.map { key, node in
                guard let word = self.node(key)?.scalar?.string, !node.isWordForNull else {
                    throw refusal(of: key, allowed: allowed)
                }
                return (key, word)
            }
        ) { first, _ in first }
    }

    /// The mapping of `keys` under `key`; `nil` where it is missing or `null`.
    func section(_ key: String, of keys: [String] = []) throws -> RecipeSection? {
        guard let node = node(key), !node.isNull else { return nil }
        return try RecipeSection(node, path: prefix + key, source: source, keys: keys)
    }

    /// All numbers of this mapping, whatever their names.
    func numbers() throws -> [String: Double] {
        Dictionary(try numbersInOrder(.any).map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// All numbers of this mapping, whatever their names, as they stand in the file.
    func numbersInOrder(_ allowed: Allowed<Double>) throws -> [(key: String, value: Double)] {
        try values.map { key, _ in (key, try value(key, nil, allowed)) }
    }

    /// Whether something other than `null` stands under `key`.
    func says(_ key: String) -> Bool { node(key).map { !$0.isWordForNull } ?? false }

    /// The error for a value of `key` that only other keys forbid.
    func refusal(of key: String, allowed: String) -> RecipeError {
        let node = values.first { $0.key == key }?.node
        return .invalidValue(
            key: prefix + key, found: node?.shortText ?? "missing", allowed: allowed,
            place: node.map { place(of: key, $0) } ?? place)
    }

    /// Counts `keys`, each with older words for it, as known.
    func expect(_ keys: [(name: String, olderWords: [String])]) {
        asked += keys.map(\.name).filter { !asked.contains($0) }
        for (name, olderWords) in keys { olderWords.forEach { newerWords[$0] = name } }
    }

    /// Refuses keys that nothing has asked for.
    func finish() throws {
        for (key, node) in values where isUnknown(key) { throw unknown(key, node) }
    }

    /// What to throw where `key` is not there: if another one that nothing has asked for was probably meant for
    /// it, that is named.
    func missing(_ key: String, allowed: String) -> RecipeError {
        for (other, node) in values where isUnknown(other) && nearest(to: other) == prefix + key {
            return unknown(other, node)
        }
        return .missingKey(key: prefix + key, allowed: allowed, place: place)
    }

    private func isUnknown(_ key: String) -> Bool { !asked.contains(key) && newerWords[key] == nil }

    private func unknown(_ key: String, _ node: Node) -> RecipeError {
        .unknownKey(
            key: prefix + key, nearest: nearest(to: key),
            known: asked.filter { newerWords[$0] == nil }, place: place(of: key, node))
    }

    /// The key that was probably meant, from the top of the recipe.
    private func nearest(to key: String) -> String? {
        let names = asked + newerWords.keys.filter { !asked.contains($0) }.sorted()
        let own = { (name: String) in self.prefix + (self.newerWords[name] ?? name) }
        return ForeignWords.meaning(of: key, in: [], names: names).map(own)
            ?? ForeignWords.meaning(of: key, in: ForeignWords.keys, names: [])
            ?? ForeignWords.keyElsewhere(key).flatMap { $0 == prefix + key ? nil : $0 }
            ?? NearestName.of(key, among: names).map(own)
    }

    private func value<Value>(
        _ key: String, _ fallback: Value?, _ allowed: Allowed<Value>, _ read: (Node) -> Value?
    ) throws -> Value {
        guard let node = node(key), !node.isWordForNull else {
            guard let fallback else {
                throw missing(key, allowed: allowed.description)
            }
            return fallback
        }
        guard let value = read(node), allowed.contains(value) else {
            throw RecipeError.invalidValue(
                key: prefix + key, found: node.shortText, allowed: allowed.description,
                place: place(of: key, node))
        }
        return value
    }

    /// The value of `key`, which counts as known from here on; `nil` where it is missing.
    func node(_ key: String) -> Node? {
        if !asked.contains(key) { asked.append(key) }
        return values.first { $0.key == key }?.node
    }

    /// Where `key` stands, or this mapping where it does not.
    func place(of key: String) -> String {
        values.first { $0.key == key }.map { place(of: key, $0.node) } ?? place
    }

    private func place(of key: String, _ node: Node) -> String {
        source.place(ofKey: prefix + key, line: node.mark?.line)
    }
}

extension Node {
    /// Whether the value is `null`, which stands for nothing said, as a word.
    var isWordForNull: Bool {
        guard let scalar, ![.singleQuoted, .doubleQuoted].contains(scalar.style) else {
            return false
        }
        return isNull && !scalar.string.isEmpty
    }

    /// Whether the value is YAML's `null`, which takes a section away that a recipe has.
    var isNull: Bool {
        scalar.map { ["", "~", "null", "Null", "NULL"].contains($0.string) } ?? false
    }

    /// The number that the value is.
    var number: Double? { scalar.flatMap { Double($0.string) } }

    /// The whole number that the value is, with or without an exponent. `010` is none: it is ten to
    /// some readers of YAML and eight to others.
    func integer<Number: FixedWidthInteger>() -> Number? {
        guard let text = scalar?.string, text.wholeMatch(of: /[-+]?0[0-9]+/) == nil else {
            return nil
        }
        return Number(text) ?? Double(text).flatMap { abs($0) < 0x1p53 ? Number(exactly: $0) : nil }
    }

    /// The truth value that the value is, in the words of YAML 1.1; `y` and `n` are none.
    var truthValue: Bool? {
        guard let text = scalar?.string,
            [
                text.lowercased(), text.uppercased(),
                text.prefix(1).uppercased() + text.dropFirst().lowercased(),
            ].contains(text)
        else { return nil }
        return ["true": true, "yes": true, "on": true, "false": false, "no": false, "off": false][
            text.lowercased()]
    }

    /// The value in a few words, for error messages.
    var shortText: String {
        switch self {
        case .scalar(let scalar):
            Double(scalar.string) == nil ? "'\(scalar.string)'" : scalar.string
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
