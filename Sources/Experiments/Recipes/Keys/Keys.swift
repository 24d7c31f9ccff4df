import Yams

/// The keys of a mapping of a recipe, in the order in which they are read, written and documented.
struct Keys<Root> {
    /// The keys.
    let rows: [Key<Root>]

    /// A structure with all defaults, for the document.
    let plain: Root

    init(of plain: Root, @KeyBuilder<Root> _ rows: () -> [Key<Root>]) {
        self.rows = rows()
        self.plain = plain
    }

    private init(rows: [Key<Root>], plain: Root) {
        self.rows = rows
        self.plain = plain
    }

    /// The same keys and one before them.
    func adding(_ first: Key<Root>) -> Keys { Keys(rows: [first] + rows, plain: plain) }

    /// Reads the keys for which `isWanted`; the others count as known.
    func read(
        _ section: RecipeSection, into root: inout Root,
        where isWanted: (Key<Root>) -> Bool = { _ in true }
    ) throws {
        section.expect(rows.map { ($0.name, $0.olderWords) })
        for row in rows where isWanted(row) { try row.read(section, &root) }
    }

    /// The first key for which `isWanted` that stands in `section`, even as `null`.
    func name(in section: RecipeSection, where isWanted: (Key<Root>) -> Bool) -> String? {
        rows.first { isWanted($0) && section.node($0.name) != nil }?.name
    }

    /// The word by which `section` has a value for the key `name`; `nil` where it has none.
    func saidWord(for name: String, in section: RecipeSection) -> String? {
        rows.first { $0.name == name }?.words.first(where: section.says)
    }

    /// The mapping that `root` is written as, of the keys for which `isWanted`.
    func node(of root: Root, where isWanted: (Key<Root>) -> Bool) -> Node {
        .ordered(
            rows.filter(isWanted).compactMap { row in row.written(root).map { (row.name, $0) } })
    }

    /// The mapping that `root` is written as.
    func node(of root: Root) -> Node { node(of: root) { _ in true } }

    /// All keys, those of sections within after the section.
    var descriptions: [KeyDescription] {
        rows.flatMap { row in
            let own = KeyDescription(
                path: row.name, standard: row.standard ?? row.value(plain)?.documentText ?? "",
                meaning: row.meaning, foreignWords: row.foreignWords,
                olderWords: row.olderWords, isPath: row.isPath)
            return [own]
                + row.parts.map { part in
                    var part = part
                    part.path = row.name + "." + part.path
                    return part
                }
        }
    }
}

/// Lets the rows of a table stand below each other.
@resultBuilder enum KeyBuilder<Root> {
    static func buildExpression(_ key: Key<Root>) -> [Key<Root>] { [key] }
    static func buildBlock(_ keys: [Key<Root>]...) -> [Key<Root>] { keys.flatMap { $0 } }
}

extension Node {
    static func ordered(_ pairs: [(String, Node)]) -> Node {
        .mapping(.init(pairs.map { (Node($0.0), $0.1) }))
    }

    /// A word that is read again as it is: a number or a truth value without quotes, a text else.
    static func word(_ text: String) -> Node {
        let plain = Node(text, Tag(.implicit))
        return plain.number == nil && plain.truthValue == nil ? text.recipeNode : plain
    }

    static func list(_ texts: [String]) -> Node { .sequence(.init(texts.map(\.recipeNode))) }

    /// Whether the value was made as a text, and not as a number or a truth value.
    private var isText: Bool { tag == Tag(.str) }

    /// A value that was written, in the words of error messages.
    var writtenText: String {
        guard let scalar else { return shortText }
        return isText ? "'\(scalar.string)'" : scalar.string
    }

    /// A default that was written, in the words of the document; nothing for lists and mappings.
    fileprivate var documentText: String {
        guard let scalar else { return "" }
        if isText || truthValue != nil { return "`\(scalar.string)`" }
        return scalar.string.hasSuffix(".0") ? String(scalar.string.dropLast(2)) : scalar.string
    }
}
