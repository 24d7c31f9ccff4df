import Datasets
import Experiments
import Foundation
import Pruning

/// Tables and lines of labelled sentences in all formats, plain or compressed.
struct TextTarget: FuzzTarget {
    let mutator: Mutator
    private let path: String

    private static let seeds = [
        "index\tsentence1\tsentence2\tgold_label\n0\tA man eats.\tSomebody eats.\tentailment\n"
            + "1\tNaïve café\t日本 🙂\tcontradiction\n",
        "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n1\t2\t3\tWhy?\tWhat?\t0\n",
        "index\tsentence1\tsentence2\tlabel\n0\tOne.\tTwo.\tnot_entailment\n",
        "sentence\tlabel\nit 's a charming journey\t1\n",
        "pair_ID\tsentence_A\tsentence_B\tentailment_label\tSemEval_set\n1\tA\tB\tNEUTRAL\tTRAIN\n",
        "{\"sentence1\": \"A\", \"sentence2\": \"B\\u00e9\", \"gold_label\": \"neutral\"}\n"
            + "{\"sentence1\": \"C\", \"sentence2\": \"D\", \"gold_label\": \"-\"}\n",
    ]

    init(in folder: String) {
        path = folder + "/data.txt"
        mutator = Mutator(
            seeds: Self.seeds.map { Array($0.utf8) } + Self.seeds.map { gzipped(Array($0.utf8)) },
            tokens: [
                "\t", "\n", "\r\n", "\"", "\t\t", "gold_label", "label", "entailment", "-", "{",
                "}",
                "\\ud83d", "\u{0}", "\u{FEFF}", "\u{2028}", "[[[[[[[[[[[[[[[[", "null", "1e999",
            ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]],
            repair: { input in
                if input.starts(with: [0x1F, 0x8B]) { return input }
                let text = Array(String(decoding: input, as: UTF8.self).utf8)
                return input.count.isMultiple(of: 2) ? text : gzipped(text)
            })
    }

    func read(_ input: [UInt8]) throws {
        try write(input, to: path)
        var last: (any Error)?
        var isRead = false
        for attempt in attempts {
            do {
                _ = try attempt()
                isRead = true
            } catch {
                last = error
                try check(error)
            }
        }
        if let last, !isRead { throw last }
    }

    private var attempts: [() throws -> TextDataset] {
        [.mnli, .qqp, .rte, .sst2].map { task in
            { try GLUE.readDataset(file: path, task: task) }
        } + [
            { try SICK.readDataset(file: path, part: .training) },
            { try NLIJSONLines.readDataset(file: path) },
        ]
    }
}

/// Vocabularies of WordPiece, and what they make of a text.
struct VocabularyTarget: FuzzTarget {
    let mutator: Mutator
    private let path: String

    init(in folder: String) {
        path = folder + "/vocab.txt"
        let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b", "é", "日", "!", "##"]
        mutator = Mutator(
            seeds: [Array((words.joined(separator: "\n") + "\n").utf8)],
            tokens: (words + ["\n", "\r\n", "##", "\u{0}", "\u{FEFF}", "\u{301}"]).map {
                Array($0.utf8)
            },
            repair: { Array(String(decoding: $0, as: UTF8.self).utf8) })
    }

    func read(_ input: [UInt8]) throws {
        try write(input, to: path)
        let tokenizer = WordPieceTokenizer(vocabulary: try Vocabulary(path: path))
        _ = tokenizer.tokenIDs(of: "abb é日! " + String(decoding: input.prefix(200), as: UTF8.self))
    }
}

/// Recipes, studies and pruning plans.
struct RecipeTarget: FuzzTarget {
    let mutator: Mutator
    private let folder: String

    private static let plan = """
        {"layers": [{"excluded": null, "path": "fc.weight", "shape": [10, 8]}], "sparsity": 0.9}
        """

    init(in folder: String, repository: Repository) throws {
        self.folder = folder
        mutator = Mutator(
            seeds: try repository.files(in: "Recipes", ending: [".yaml"])
                + repository.files(in: "Recipes/paper", ending: [".yaml"])
                + repository.files(in: "Studies", ending: [".yaml"]) + [Array(Self.plan.utf8)],
            tokens: [
                "&a", "*a", "<<: *a", "!!binary ", "!!python/object ", "- ", ": ", "{", "}", "[",
                "]",
                "|", ">", "~", "null", ".inf", "-.nan", "0x7f", "1e999", "\"\\u0000\"",
                "%YAML 1.2\n",
                "---\n", "...\n", "\t", "&a [*a, *a, *a]", "[[[[[[[[[[[[[[[[", "? ", "'",
                "\u{FEFF}",
            ].map { Array($0.utf8) } + [[0xFF], [0]],
            repair: { Array(String(decoding: $0, as: UTF8.self).utf8) })
    }

    func read(_ input: [UInt8]) throws {
        let text = String(decoding: input, as: UTF8.self)
        do { _ = try PruningPlan(json: Data(input)) } catch { try check(error) }
        do { _ = try Study(yaml: text, file: "study", folder: folder) } catch { try check(error) }
        _ = try Recipe(yaml: text, file: "recipe").yaml
    }
}
