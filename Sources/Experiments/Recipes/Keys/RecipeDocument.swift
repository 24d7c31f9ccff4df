/// The tables of `docs/recipes.md` that follow from the tables of keys.
package enum RecipeDocument {
    /// All keys of a recipe.
    static var descriptions: [KeyDescription] { Recipe.keys.descriptions }

    /// The keys whose values are paths.
    static var pathKeys: [String] { descriptions.filter(\.isPath).map(\.path) }

    /// The keys that would say the same as the key `path`, with points between the sections.
    static func otherWords(for path: String) -> [String] {
        for key in descriptions where !key.olderWords.isEmpty {
            let prefix = key.path.dropLast(key.path.split(separator: ".").last?.count ?? 0)
            let all = [key.path] + key.olderWords.map { prefix + $0 }
            if all.contains(path) { return all.filter { $0 != path } }
        }
        return []
    }

    /// The heading of each chapter with a table of keys, and the table.
    package static var tables: [(heading: String, table: String)] {
        let sections = [
            "data", "augmentation", "optimizer", "distillation", "pruning", "checkpoints", "log",
            "report",
        ]
        let all = descriptions.filter { !$0.meaning.isEmpty }
        let run = all.filter { key in
            !sections.contains { key.path.hasPrefix($0 + ".") }
        }
        return [("The run", table(run, in: ""))]
            + sections.map { section in
                let prefix = section + "."
                return (
                    "`\(section)`", table(all.filter { $0.path.hasPrefix(prefix) }, in: prefix)
                )
            } + [("Kinds of data", kindsOfData), ("Words from elsewhere", foreignWords)]
    }

    /// The kinds of this package; those that a program has added are not in its document.
    private static var kindsOfData: String {
        let rows = DataKinds.own.map { kind in
            row([
                "`\(kind.name)`", kind.summary,
                DataKey.allCases.filter(kind.keys.contains).map { "`\($0.rawValue)`" }
                    .joined(separator: ", "),
            ])
        }
        return (["| kind | data | keys besides those of all kinds |", "|---|---|---|"] + rows)
            .joined(separator: "\n")
    }

    private static func table(_ keys: [KeyDescription], in prefix: String) -> String {
        let rows = keys.map { key in
            row(["`\(key.path.dropFirst(prefix.count))`", key.standard, key.meaning + older(key)])
        }
        return (["| key | default | meaning |", "|---|---|---|"] + rows).joined(separator: "\n")
    }

    private static func older(_ key: KeyDescription) -> String {
        let words = key.olderWords.map { "`\($0)`" }.joined(separator: ", ")
        return words.isEmpty ? "" : " (read as well: \(words), with a bare number)"
    }

    private static var foreignWords: String {
        let all = ForeignWords.keys + ForeignWords.methods + ForeignWords.networks
        let rows = all.map { words, key in
            row([words.map { "`\($0)`" }.joined(separator: ", "), "`\(key)`"])
        }
        return (["| elsewhere | here |", "|---|---|"] + rows).joined(separator: "\n")
    }

    private static func row(_ cells: [String]) -> String {
        "|" + cells.map { $0.isEmpty ? " |" : " \($0) |" }.joined()
    }
}
