import Yams

/// Where the keys of a recipe come from, for error messages.
struct RecipeSource {
    /// The name of the file.
    let file: String

    /// The changes made to what the file says, such as `pruning.sparsity=0.95`.
    let assignments: [String]

    /// Where the key `path` stands: in the last assignment that sets it or a section around it,
    /// otherwise in `line` of the file.
    func place(ofKey path: String, line: Int?) -> String {
        let assignment = assignments.last { assignment in
            let key = assignment.prefix { $0 != "=" }
            return path == key || path.hasPrefix(key + ".")
        }
        if let assignment { return "the assignment '\(assignment)'" }
        return line.map { "\(file), line \($0)" } ?? file
    }

    /// Parses the text of the file.
    ///
    /// - Throws: ``RecipeError/notYAML(reason:place:)`` or ``RecipeError/duplicateKey(key:place:)``.
    func parse(_ yaml: String) throws -> Node {
        // Editors of Windows begin a text with a mark of its byte order.
        let text =
            yaml.unicodeScalars.first == "\u{FEFF}"
            ? yaml.unicodeScalars.dropFirst() : yaml.unicodeScalars[...]
        do {
            return try Yams.compose(yaml: String(text)) ?? Node.mapping(.init([]))
        } catch let error as YamlError {
            if case .duplicatedKeysInMapping(let keys, let context) = error {
                let place = "\(file), line \(context.mark.line)"
                throw RecipeError.duplicateKey(key: keys.first ?? "", place: place)
            }
            throw error.recipeError(file: file)
        }
    }
}

extension YamlError {
    /// The problem on one line, without the excerpt that the description shows.
    fileprivate func recipeError(file: String) -> RecipeError {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .notYAML(reason: problem, place: "\(file), line \(mark.line)")
        case .reader(let problem, _, _, _):
            .notYAML(reason: problem, place: file)
        default:
            .notYAML(
                reason: "\(self)".split(separator: "\n").joined(separator: " "), place: file)
        }
    }
}
