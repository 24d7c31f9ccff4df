import Yams

extension Node {
    /// Sets the value that `assignment`, such as `pruning.sparsity=0.95`, names.
    mutating func assign(_ assignment: String) throws {
        let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !Self.keys(of: String(parts[0])).contains(""),
            let value = try? Yams.compose(yaml: String(parts[1]))
        else { throw RecipeError.invalidAssignment(assignment) }
        try assign(String(parts[0]), to: value)
    }

    /// Sets the value under `path`, keys with points between them, in the place of what other words
    /// for it say; sections that are missing are made.
    mutating func assign(_ path: String, to value: Node) throws {
        let keys = Self.keys(of: path)
        guard !keys.contains("") else {
            throw RecipeError.invalidAssignment(path)
        }
        for word in RecipeDocument.otherWords(for: path) { remove(Self.keys(of: word)[...]) }
        set(keys[...], to: value)
    }

    /// Takes the value under `keys` away, where there is one.
    private mutating func remove(_ keys: ArraySlice<String>) {
        guard let key = keys.first, var child = self[key] else { return }
        if keys.count > 1 {
            child.remove(keys.dropFirst())
            self[key] = child
        } else {
            mapping = mapping.map { mapping in
                Mapping(
                    mapping.filter { $0.key.string != key }.map { ($0.key, $0.value) },
                    mapping.tag, mapping.style, mapping.mark)
            }
        }
    }

    /// The recipe with the relative paths under `keys`, which are relative to `folder`, made absolute.
    func withPaths(at keys: [String], from folder: String) throws -> Node {
        var changed = self
        for path in keys {
            let node = Self.keys(of: path).reduce(Optional(self)) { node, key in
                node?.mapping?[key]
            }
            guard let node, let written = node.scalar?.string, !node.isNull,
                !written.hasPrefix("/"), !written.hasPrefix("~")
            else { continue }
            let absolute = Node(RecipeSource.absolute(written, in: folder), node.tag)
            try changed.assign(path, to: absolute)
        }
        return changed
    }

    private static func keys(of path: String) -> [String] {
        path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    private mutating func set(_ keys: ArraySlice<String>, to value: Node) {
        guard let key = keys.first else {
            self = value
            return
        }
        var child = self[key] ?? Node.mapping(.init([]))
        child.set(keys.dropFirst(), to: value)
        if mapping == nil { self = Node.mapping(.init([])) }
        self[key] = child
    }

    /// The same values without their places in a file, for nodes of several files.
    var withoutMarks: Node {
        switch self {
        case .scalar(var scalar):
            scalar.mark = nil
            return .scalar(scalar)
        case .mapping(let mapping):
            return .mapping(.init(mapping.map { ($0.key.withoutMarks, $0.value.withoutMarks) }))
        case .sequence(let sequence):
            return .sequence(.init(sequence.map(\.withoutMarks)))
        case .alias:
            return self
        }
    }
}
