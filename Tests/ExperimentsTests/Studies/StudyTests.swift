import Experiments
import Files
import Foundation
import Pruning
import TestSupport
import Testing

@Suite struct StudyTests {
    @Test func crossesVariantsSparsitiesAndSeeds() throws {
        let study = try study(
            """
            recipe: {epochs: 4, pruning: {method: pdp, startEpoch: 0}}
            seeds: [3, 1]
            sparsities: [0.5, 0.75]
            variants:
              - {name: dense, set: {pruning: null}}
              - {name: groups, set: {pruning.pattern: '2:4'}, seeds: [7]}
              - {name: pdp, set: {pruning.options: {temperature: 0.1}, epochs: 2}}
            """)
        #expect(study.cells.map(\.variant) == ["dense", "groups", "pdp", "pdp"])
        #expect(study.cells.map(\.sparsity) == [0, 0.5, 0.5, 0.75])
        #expect(study.cells.map(\.seeds) == [[3, 1], [7], [3, 1], [3, 1]])
        #expect(study.cells.map(\.isDense) == [true, false, false, false])
        let recipe = study.cells[3].recipe(seed: 1, in: "out")
        #expect(recipe.seed == 1 && recipe.epochs == 2 && recipe.pruning?.sparsity == 0.75)
        #expect(recipe.pruning?.start == .epochs(0))
        #expect(recipe.pruning?.options == ["temperature": 0.1])
        #expect(study.cells[3].folder(seed: 1) == "pdp/0.75/seed-1")
    }

    @Test func takesTheSparsityOfTheRecipeAndTheSeedZero() throws {
        let study = try study("{recipe: {pruning: {sparsity: 0.25}}, variants: [{name: a}]}")
        #expect(study.cells.map(\.sparsity) == [0.25])
        #expect(study.cells.map(\.seeds) == [[0]])
    }

    @Test func startsFromTheDenseNetworkOfTheSameSeed() throws {
        let study = try study(
            """
            recipe: {pruning: {startEpoch: 0}}
            seeds: [3, 1]
            sparsities: [0.5, 0.75]
            variants:
              - {name: dense, set: {pruning: null}}
              - {name: tuned, from: dense, seeds: [1]}
              - {name: cut, from: dense, set: {epochs: 0}}
            """)
        #expect(study.cells.map(\.base) == [nil] + .init(repeating: "dense/0.0", count: 4))
        #expect(study.cells[1].prerequisite(seed: 1) == "dense/0.0/seed-1")
        let recipe = study.cells[4].recipe(seed: 3, in: "out")
        let folder = FileManager.default.currentDirectoryPath
        #expect(recipe.initialWeights == "\(folder)/out/dense/0.0/seed-3/model.safetensors")
        #expect(recipe.epochs == 0 && recipe.pruning?.sparsity == 0.75)
        #expect(study.cells[0].prerequisite(seed: 3) == nil)
        #expect(study.cells[0].recipe(seed: 3, in: "out").initialWeights == nil)
    }

    @Test func comparesWithTheDenseNetworkOfTheSameKind() throws {
        let study = try study(
            """
            recipe: {pruning: {startEpoch: 0}}
            seeds: [3, 1]
            variants:
              - {name: other, set: {pruning: null, network: resnet20}}
              - {name: dense, set: {pruning: null}, seeds: [3]}
              - {name: late, set: {pruning: null, epochs: 20}, seeds: [1]}
              - {name: pdp}
              - {name: tuned, from: late, seeds: [1]}
              - {name: cropped, set: {data.crop: 2}}
              - {name: graph, set: {pruning: null, network: net.onnx}}
              - {name: second-output, set: {network: net.onnx, networkOutput: b}}
            """)
        let cells = Dictionary(uniqueKeysWithValues: study.cells.map { ($0.variant, $0) })
        let pdp = try #require(cells["pdp"])
        #expect(study.denseCell(for: pdp, seed: 3)?.variant == "dense")
        #expect(study.denseCell(for: pdp, seed: 1)?.variant == "late")
        #expect(study.denseCell(for: pdp)?.variant == "dense")
        #expect(try study.denseCell(for: #require(cells["tuned"]))?.variant == "late")
        #expect(try study.denseCell(for: #require(cells["cropped"])) == nil)
        #expect(try study.denseCell(for: #require(cells["second-output"])) == nil)
        #expect(try study.denseCell(for: #require(cells["dense"])) == nil)
    }

    @Test func readsARecipeBesideIt() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write("epochs: 3".utf8, to: folder.path("base.yaml"))
        try AtomicFile.write(
            "{recipe: base.yaml, variants: [{name: a}]}".utf8, to: folder.path("study.yaml"))
        #expect(try Study(path: folder.path("study.yaml")).cells[0].recipe.epochs == 3)
        try AtomicFile.write("\nepoch: 3".utf8, to: folder.path("base.yaml"))
        #expect(
            message { _ = try Study(path: folder.path("study.yaml")) }
                == "unknown key 'epoch' in base.yaml, line 2; did you mean 'epochs'?")
    }

    @Test func readsTheStudiesOfThisPackage() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Studies").standardizedFileURL.path
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        for file in files { #expect(try !Study(path: "\(folder)/\(file)").cells.isEmpty) }
        let small = try Study(path: folder + "/fashion-mnist-small-cnn.yaml")
        let quick = try Study(path: folder + "/quick.yaml")
        #expect(
            small.cells.map(\.folder) == [
                "dense/0.0", "one-shot/0.9", "one-shot/0.95", "pdp/0.9", "pdp/0.95",
            ])
        #expect(small.cells.allSatisfy { $0.seeds == [0, 1, 2] })
        #expect(quick.cells.map(\.variant) == ["dense", "pdp"])
        for pruning in (small.cells + quick.cells).compactMap(\.recipe.pruning) {
            #expect(pruning.method == "pdp" || pruning.options.isEmpty)
        }
    }

    private static let nameText =
        "it must be a name of its own, of letters, digits, '-', '_' and '.'"

    @Test(arguments: [
        (
            "{}",
            "'recipe' is missing in s.yaml, line 1; it must be the path of a recipe, or a recipe"
        ),
        ("recipe: {}", "'variants' is missing in s.yaml, line 1; it must be a list of mappings"),
        (
            "recipe: {}\nvariant: [{name: a}]",
            "unknown key 'variant' in s.yaml, line 2; did you mean 'variants'?"
        ),
        (
            "recipe: {}\nvariants: []",
            "'variants' is a list in s.yaml, line 2; it must be a list of mappings"
        ),
        (
            "recipe: {}\nvariants: [a]",
            "'variants[0]' is 'a' in s.yaml, line 2; it must be a mapping"
        ),
        (
            "recipe: {}\nvariants: [{}]",
            "'variants[0].name' is missing in s.yaml, line 2; \(nameText)"
        ),
        (
            "recipe: {}\nvariants: [{name: a/b}]",
            "'variants[0].name' is 'a/b' in s.yaml, line 2; \(nameText)"
        ),
        (
            "recipe: {}\nvariants: [{name: a}, {name: a}]",
            "'variants[1].name' is 'a' in s.yaml, line 2; \(nameText)"
        ),
        (
            "recipe: {}\nvariants: [{name: a, sets: {}}]",
            "unknown key 'variants[0].sets' in s.yaml, line 2; did you mean 'variants[0].set'?"
        ),
        (
            "recipe: {}\nvariants: [{name: a, set: 3}]",
            "'variants[0].set' is 3 in s.yaml, line 2; it must be a mapping"
        ),
        (
            "recipe: {}\nvariants: [{name: a, set: {epochs: 0}}]",
            "'epochs' is 0 in variant 'a' of s.yaml; it must be at least 1 without 'initialWeights'"
        ),
        (
            "recipe: {}\nvariants: [{name: a, from: b}]",
            "'variants[0].from' is 'b' in s.yaml, line 2; "
                + "it must be the name of a dense variant above it"
        ),
        (
            "recipe: {pruning: {}}\nvariants: [{name: a}, {name: b, from: a}]",
            "'variants[1].from' is 'a' in s.yaml, line 2; "
                + "it must be the name of a dense variant above it"
        ),
        (
            "recipe: {}\nvariants: [{name: a}, {name: b, from: a, seeds: [0, 1]}]",
            "'variants[1].from' is 'a' in s.yaml, line 2; "
                + "it must be a variant that is run with the same seeds"
        ),
        (
            "recipe: {}\nvariants: [{name: a}, {name: b, from: a, set: {initialWeights: w}}]",
            "'variants[1].set.initialWeights' is 'w' in s.yaml, line 2; "
                + "it must be left out where 'from' is given"
        ),
        (
            "recipe: {}\nvariants: [{name: a, set: {seed: 4}}]",
            "'variants[0].set.seed' is 4 in s.yaml, line 2; it must be left out; "
                + "seeds are in 'seeds'"
        ),
        (
            "recipe: {epochs: 0}\nvariants: [{name: a}]",
            "'epochs' is 0 in s.yaml, line 1; it must be at least 1 without 'initialWeights'"
        ),
        (
            "recipe: {}\nseeds: 3\nvariants: [{name: a}]",
            "'seeds' is 3 in s.yaml, line 2; "
                + "it must be a list with a whole number at least 0 in each place"
        ),
        (
            "recipe: {}\nseeds: [1, -1]\nvariants: [{name: a}]",
            "'seeds[1]' is -1 in s.yaml, line 2; it must be a whole number at least 0"
        ),
        (
            "recipe: {}\nseeds: [1, 1]\nvariants: [{name: a}]",
            "'seeds[1]' is 1 in s.yaml, line 2; "
                + "it must be a whole number at least 0 that is not there before"
        ),
        (
            "recipe: {}\nsparsities: [1]\nvariants: [{name: a}]",
            "'sparsities[0]' is 1 in s.yaml, line 2; it must be a number at least 0 and below 1"
        ),
        (
            "recipe: {}\nvariants: [{name: a}]\nseed: 1",
            "unknown key 'seed' in s.yaml, line 3; did you mean 'seeds'?"
        ),
    ])
    func saysWhatIsWrong(yaml: String, text: String) {
        #expect(message { _ = try study(yaml) } == text)
    }

    private func study(_ yaml: String) throws -> Study {
        try Study(yaml: yaml, file: "s.yaml", folder: "/nowhere")
    }
}
