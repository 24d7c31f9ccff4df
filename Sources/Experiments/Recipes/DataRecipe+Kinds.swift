import Datasets
import Pruning
import Yams

extension DataRecipe {
    /// The columns that a table needs, for error messages.
    static let columnsAllowed =
        "a mapping of 'sentence' and 'label', or of 'sentence1', 'sentence2' and 'label', to the "
        + "names of columns"

    /// Finds a key that data of this kind, which is not `auto`, do not have.
    ///
    /// - Parameter isOnlyTest: Whether keys for training do not count.
    /// - Returns: The first such key that is set to something else than its default, with its value;
    ///   `nil` where there is none.
    func needlessKey(isOnlyTest: Bool) -> (key: String, found: String)? {
        let keys = Self.keys
        for key in keys.rows where !key.applies(to: kind) {
            if isOnlyTest, key.traits.contains(.ofTraining) { continue }
            if let node = key.written(self), node != key.written(keys.plain) {
                return (key.name, node.writtenText)
            }
        }
        if !isOnlyTest, let part = validation.partName,
            DataKinds.named(kind)?.hasNamedParts == false
        {
            return ("validation", "'\(part)'")
        }
        return nil
    }
}

extension SentenceColumns {
    /// The mapping that the columns are written as.
    var node: Node {
        let sentences = sentence2.map { [("sentence1", sentence1), ("sentence2", $0)] }
        return .ordered(
            ((sentences ?? [("sentence", sentence1)]) + [("label", label)])
                .map { ($0, $1.recipeNode) })
    }

    /// Reads `sentence` or `sentence1` and `sentence2`, and `label`, each another column.
    init(_ section: RecipeSection) throws {
        let isPair = section.says("sentence1") || section.says("sentence2")
        let keys = isPair ? ["sentence1", "sentence2", "label"] : ["sentence", "label"]
        var names: [String] = []
        for key in keys {
            let taken = names
            names.append(
                try section.value(
                    key, nil,
                    Allowed(description: "the name of a column of its own") {
                        !$0.isEmpty && !taken.contains($0)
                    }))
        }
        if isPair, section.says("sentence") {
            throw section.refusal(of: "sentence", allowed: "left out where 'sentence1' is given")
        }
        try section.finish()
        self.init(
            sentence1: names[0], sentence2: isPair ? names[1] : nil, label: names[keys.count - 1])
    }

    /// Refuses a file that lacks a column, with the names that it has.
    ///
    /// - Throws: ``RecipeError/invalidValue(key:found:allowed:place:)``, and what reading the file
    ///   throws.
    func check(_ file: String) throws {
        let known = try SentenceTable.columnNames(ofFile: file)
        let keys = sentence2 == nil ? ["sentence", "label"] : ["sentence1", "sentence2", "label"]
        for (key, name) in zip(keys, all) where !known.contains(name) {
            let nearest = NearestName.of(name, among: known).map { "; did you mean '\($0)'?" } ?? ""
            let names = known.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
            let more = known.count > 20 ? " and \(known.count - 20) more" : ""
            throw RecipeError.invalidValue(
                key: "data.columns.\(key)", found: "'\(name)'",
                allowed: "a column of '\(file)', which are \(names)\(more)\(nearest)",
                place: "the recipe")
        }
    }
}
