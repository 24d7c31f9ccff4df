import Datasets
import Pruning

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
        let plain = DataRecipe()
        func text(_ value: String?) -> String { "'\(value ?? "")'" }
        let inMemory: Set = ["glyphs", "idx", "cifar10", "cifar100", "small-images"]
        let sentences = Set(TextFormat.allCases.map(\.rawValue))
        let images = inMemory.union(["folders"])
        let training: [(key: String, isSet: Bool, found: String, kinds: Set<String>)] = [
            ("crop", crop != plain.crop, "\(crop)", inMemory),
            ("flip", isFlipped != plain.isFlipped, "\(isFlipped)", images),
            ("colorJitter", colorJitter != plain.colorJitter, "\(colorJitter)", ["folders"]),
            (
                "validation", validation.partName != nil, text(validation.text),
                sentences.union(["folders", "arrays"])
            ),
        ]
        let all: [(key: String, isSet: Bool, found: String, kinds: Set<String>)] = [
            ("inputs", !inputs.isEmpty, "a list", ["arrays"]),
            ("targets", !targets.isEmpty, "a list", ["arrays"]),
            ("split", split != nil, text(split), ["idx"]),
            ("channels", channelCount != nil, "\(channelCount ?? 0)", images),
            ("imageSize", imageSize != plain.imageSize, "\(imageSize)", ["folders"]),
            ("badImages", stopsAtBadImages, "'stop'", ["folders", "small-images"]),
            ("normalization", normalization != plain.normalization, text(normalization), images),
            ("trainingFile", trainingFile != nil, text(trainingFile), sentences),
            ("testFile", testFile != nil, text(testFile), sentences),
            ("columns", columns != nil, "a mapping", ["table"]),
            ("vocabulary", vocabulary != nil, text(vocabulary), sentences),
            ("cased", isCased != plain.isCased, "\(isCased)", sentences),
            ("maximumLength", maximumLength != plain.maximumLength, "\(maximumLength)", sentences),
        ]
        let needless = ((isOnlyTest ? [] : training) + all).first {
            $0.isSet && !$0.kinds.contains(kind)
        }
        return needless.map { ($0.key, $0.found) }
    }
}

extension SentenceColumns {
    /// Reads `sentence` or `sentence1` and `sentence2`, and `label`, each another column.
    init(_ section: RecipeSection) throws {
        let isPair = section.says("sentence1") || section.says("sentence2")
        let keys = isPair ? ["sentence1", "sentence2", "label"] : ["sentence", "label"]
        var names: [String] = []
        for key in keys {
            let taken = names
            names.append(
                try section.text(
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
