import Experiments
import Files
import Foundation
import TestSupport
import Testing

/// What stands in files that are named as recipes or studies, and what is said of it.
@Suite struct RecipeFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        /// The error of a recipe; `nil` where it can be used.
        let recipe: String?
        /// The error of a study, where it is another one.
        let study: String?
        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], _ recipe: String?, study: String? = nil) {
            self.name = name
            self.bytes = bytes
            self.recipe = recipe
            self.study = study ?? recipe
        }

        init(_ name: String, _ text: String, _ recipe: String?, study: String? = nil) {
            self.init(name, Array(text.utf8), recipe, study: study)
        }
    }

    private static let noRecipe =
        "'recipe' is missing in r.yaml; it must be the path of a recipe, or a recipe"
    private static let noRecipeAtLine1 = noRecipe.replacing("r.yaml", with: "r.yaml, line 1")
    private static let notText = "is not UTF-8; it must be"
    private static let noToken =
        "is not YAML: a tab, '@', '`' or '%' begins a value; indent with spaces, and quote the value"

    /// Each value stands for ten of the one before.
    private static let bomb = (1...9).reduce("a0: &a0 [x]\n") { text, level in
        let values = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
        return text + "a\(level): &a\(level) [\(values)]\n"
    }

    static let cases = [
        Case("empty", "", nil, study: noRecipe),
        Case("only comments", "# a\n# b\n", nil, study: noRecipe),
        Case("a tab", "pruning:\n\tsparsity: 0.9\n", "r.yaml, line 2 \(noToken)"),
        Case(
            "a NUL byte", "epochs: 1\nseed: \0\n",
            "r.yaml, line 2 is not YAML: it has the control character U+0000"),
        Case(
            "an escape", "epochs: 1\nseed: \u{1B}[1m\n",
            "r.yaml, line 2 is not YAML: it has the control character U+001B"),
        Case(
            "no UTF-8", Array("epochs: 1\nnetwork: ".utf8) + [0xFF, 0x0A],
            "r.yaml, line 2, \(notText)"),
        Case("UTF-16", [0xFF, 0xFE, 0x61, 0, 0x3A, 0], "r.yaml is UTF-16; it must be UTF-8"),
        Case("a mark of the byte order", "\u{FEFF}epochs: 2\n", nil, study: noRecipeAtLine1),
        Case(
            "lines of Windows", "epochs: 1\r\nbatchSize: x\r\n",
            "'batchSize' is 'x' in r.yaml, line 2; it must be a whole number from 1 to 1000000",
            study: noRecipeAtLine1),
        Case("a list", "- a\n- b\n", "'recipe' is a list in r.yaml, line 1; it must be a mapping"),
        Case("a scalar", "hello", "'recipe' is 'hello' in r.yaml, line 1; it must be a mapping"),
        Case(
            "a key twice", "epochs: 1\nseed: 1\nepochs: 2\n",
            "key 'epochs' stands more than once in r.yaml, line 3; it must stand once"),
        Case(
            "deep brackets", "a: " + String(repeating: "[", count: 100_000),
            "r.yaml, line 1 is not YAML: it is nested too deeply"),
        Case(
            "deep lists", "a:\n" + String(repeating: "- ", count: 20_000) + "x",
            "r.yaml, line 2 is not YAML: it is nested too deeply"),
        Case(
            "aliases of aliases", bomb,
            "r.yaml has 90 aliases such as *name; at most 20 are allowed"),
        Case(
            "aliases of aliases as a key", bomb + "? *a9\n: 1\n",
            "r.yaml has 91 aliases such as *name; at most 20 are allowed"),
        Case(
            "a large number", "epochs: 1e400",
            "'epochs' is 1e400 in r.yaml, line 1; it must be a whole number from 0 to 100000",
            study: noRecipeAtLine1),
        Case(
            "a large seed", "seed: 18446744073709551616",
            "'seed' is 18446744073709551616 in r.yaml, line 1; "
                + "it must be a whole number from 0 to 18446744073709551615",
            study: noRecipeAtLine1),
        Case(
            "an infinite number", "optimizer:\n  learningRate: 1e999\n",
            "'optimizer.learningRate' is 1e999 in r.yaml, line 2; it must be a number above 0",
            study: noRecipeAtLine1),
        Case(
            "too large", [UInt8](repeating: 0x23, count: 1_048_577),
            "r.yaml has 1048577 bytes; at most 1048576 are allowed"),
    ]

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: cases) func saysInOneLineWhatIsWrong(file: Case) throws {
        try folder.write(file.bytes, to: "r.yaml")
        #expect(message { _ = try Recipe(path: folder.path("r.yaml")) } == file.recipe)
        #expect(message { _ = try Study(path: folder.path("r.yaml")) } == file.study)
    }

    /// 100 MB that take no room on the disk.
    @Test func isNotReadWhereItIsHuge() throws {
        try folder.write([], to: "r.yaml")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path("r.yaml")))
        try file.truncate(atOffset: 100_000_000)
        try file.close()
        #expect(
            message { _ = try Recipe(path: folder.path("r.yaml")) }
                == "r.yaml has 100000000 bytes; at most 1048576 are allowed")
    }

    @Test func mayNotBeAFolder() {
        #expect(
            message { _ = try Recipe(path: folder.path) }
                == "'\(folder.path)' is a folder; a regular file is needed")
    }

    @Test func mayUseAnAlias() throws {
        try folder.write(
            Array("epochs: &n 3\npruning: {rampEpochs: *n, excluded: ['*.a', \"*b\"]}".utf8),
            to: "r.yaml")
        let recipe = try Recipe(path: folder.path("r.yaml"))
        #expect(recipe.epochs == 3 && recipe.pruning?.ramp == .epochs(3))
    }

    /// The recipe of a study is a file that is read alike.
    @Test func ofAStudyIsReadAlike() throws {
        try folder.write([0xFF], to: "r.yaml")
        try folder.write(
            Array("recipe: r.yaml\nvariants: [{name: a}]".utf8), to: "s.yaml")
        #expect(
            message { _ = try Study(path: folder.path("s.yaml")) }
                == "r.yaml, line 1, is not UTF-8; it must be")
    }
}
