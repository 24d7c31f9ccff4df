/// A word that recipes had for a time before it named its unit; it is read, but not written.
struct OlderWord<Root> {
    /// The word.
    let name: String

    /// Reads the time under the word.
    let read: (RecipeSection, Root) throws -> RunTime
}

extension OlderWord {
    /// A number of epochs.
    static func epochs(_ name: String, _ allowed: Allowed<Double>) -> OlderWord {
        OlderWord(name: name) { section, _ in .epochs(try section.value(name, nil, allowed)) }
    }

    /// A number of whole epochs, in a range that other keys decide.
    static func wholeEpochs(
        _ name: String, _ allowed: @escaping (RecipeSection, Root) -> Allowed<Int>
    ) -> OlderWord {
        OlderWord(name: name) { section, root in
            .epochs(Double(try section.value(name, nil, allowed(section, root))))
        }
    }

    /// A number of steps.
    static func steps(_ name: String, _ allowed: Allowed<Int>) -> OlderWord {
        OlderWord(name: name) { section, _ in .steps(try section.value(name, nil, allowed)) }
    }
}

extension Key {
    /// A time with its unit, or a bare number under an older word; only one of the words may stand.
    ///
    /// - Parameters:
    ///   - name: The word in the recipe.
    ///   - field: What it fills.
    ///   - allowed: The times that it may be.
    ///   - meaning: The words of the document.
    ///   - standard: The default in words, where the value of a plain structure does not say it.
    ///   - foreign: What other programs call it.
    ///   - older: What recipes called it before.
    init(
        time name: String, _ field: WritableKeyPath<Root, RunTime>,
        _ allowed: @escaping (RecipeSection, Root) -> Allowed<RunTime>, _ meaning: String,
        standard: String? = nil, foreign: [String] = [], older: [OlderWord<Root>]
    ) {
        self.init(
            name: name, meaning: meaning, standard: standard, foreignWords: foreign,
            olderWords: older.map(\.name),
            read: { section, root in
                let said = ([name] + older.map(\.name)).filter(section.says)
                if said.count > 1 {
                    throw section.refusal(
                        of: said[1],
                        allowed: "left out where '\(section.prefix)\(said[0])' is given")
                }
                if let word = older.first(where: { $0.name == said.first }) {
                    root[keyPath: field] = try word.read(section, root)
                } else {
                    root[keyPath: field] = try section.value(
                        name, root[keyPath: field], allowed(section, root))
                }
            },
            value: { $0[keyPath: field].recipeNode })
    }
}
