/// What other programs of the field call the keys and names of a recipe, so that an error can
/// suggest the right word where no letters agree.
package enum ForeignWords {
    /// Words of PyTorch, torchvision's reference scripts, timm and transformers, each list with the
    /// key of a recipe that means the same.
    package static let keys: [(words: [String], key: String)] = RecipeDocument.descriptions
        .filter { !$0.foreignWords.isEmpty }.map { ($0.foreignWords, $0.path) }

    /// What others call a pruning method, each list with the name that it has here.
    package static let methods: [(words: [String], key: String)] = [
        (["magnitude", "gmp", "agp"], "gradual-magnitude"),
        (["one-shot"], "one-shot-magnitude"),
        (["slimming"], "network-slimming"),
        (["l2"], "l2-norm"),
    ]

    /// What others call a network, each list with the name that it has here.
    package static let networks: [(words: [String], key: String)] = [
        (["bert-base-uncased", "bert-base-cased"], "bert-base"),
        (["deit_tiny_patch16_224"], "deit-tiny"),
        (["deit_small_patch16_224"], "deit-small"),
        (["mobilenet"], "mobilenet-v1"),
    ]

    /// The word of `table` or the one of `names` that `word` stands for, whatever its capitals,
    /// lines and dots; `nil` for none.
    static func meaning(
        of word: String, in table: [(words: [String], key: String)], names: [String]
    ) -> String? {
        let plain = letters(of: word)
        return names.first { letters(of: $0) == plain }
            ?? table.first { $0.words.contains { letters(of: $0) == plain } }?.key
    }

    /// The key of a recipe that ends like `word`, in whatever section it stands; `nil` for none,
    /// and where several of one depth do.
    static func keyElsewhere(_ word: String) -> String? {
        let plain = letters(of: word)
        let depth = { (key: String) in key.split(separator: ".").count }
        let found = recipeKeys.filter { key in
            key.split(separator: ".").last.map { letters(of: String($0)) } == plain
        }
        let nearest = found.filter { depth($0) == found.map(depth).min() }
        return nearest.count == 1 ? nearest[0] : nil
    }

    private static func letters(of word: String) -> String {
        word.lowercased().filter { !"_-. ".contains($0) }
    }

    /// The keys of a recipe, with points between the sections.
    private static let recipeKeys = RecipeDocument.descriptions.map(\.path)
}
