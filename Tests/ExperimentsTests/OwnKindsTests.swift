import Datasets
import Experiments
import Files
import Layers
import Models
import Pruning
import Reports
import Tensors
import TestSupport
import Testing
import Training

/// Networks and tasks of a program of one's own: recipes name them, and their models are read again.
@Suite struct OwnKindsTests {
    /// Two inputs, each through a layer of its own.
    private final class TwoTowers: Network {
        let inputNames = ["left", "right"]
        let outputNames = ["sum"]
        private let left: Linear
        private let right: Linear
        private let head: Linear

        init(_ request: NetworkRequest) throws {
            left = try Linear(request.shape(of: "left")[0], 16)
            right = try Linear(request.shape(of: "right")[0], 16)
            head = try Linear(16, request.outputCount)
        }

        func outputs(of inputs: NamedTensors) throws -> NamedTensors {
            let left = try left(inputs.tensor("left", role: "inputs"))
            let right = try right(inputs.tensor("right", role: "inputs"))
            return ["sum": try head((left + right).relu())]
        }
    }

    /// Numbers that are drawn by a rule of its own, and arrays in files of another name.
    private struct Ramps: DataKind {
        static let length = DataOption("length", 4, "the numbers of an example")
        static let offset = DataOption("offset", 0.5, "what is added to all")
        static let isFalling = DataOption("falling", false, "whether they fall")
        static let unit = DataOption("unit", "volt", "what they are called")

        let name: String
        let summary = "ramps"
        let options: [any DataOptionDescription] = [
            Self.length, Self.offset, Self.isFalling, Self.unit,
        ]
        let isReadFromFolder: Bool
        var hasNamedParts = false

        func reason(in folder: UnknownFolder) -> String? {
            folder.names.contains("ramps.txt") ? "it holds 'ramps.txt'" : nil
        }

        func files(of split: DatasetSplit, in request: DataRequest) -> [FilePath] {
            isReadFromFolder ? [FilePath(request.folder + "/ramps.txt")] : []
        }

        func open(_ request: DataRequest) throws -> any DataSource {
            var source = try ArraySource(request) { split in
                let (count, length) = (split == .training ? 60 : 20, request[Self.length])
                let sign: Float = request[Self.isFalling] ? -1 : 1
                let values = (0..<count * length).map {
                    sign * Float($0 % 7) + Float(request[Self.offset])
                }
                return [
                    request[Self.unit]: try Tensor(values, shape: [count, length]),
                    "y": try Tensor((0..<count).map { Int64($0 % 3) }, shape: [count]),
                ]
            }
            source.statistics = ["offset": [request[Self.offset]]]
            return source
        }
    }

    static let areAdded: Bool = {
        do {
            try Networks.add(
                NetworkKind(name: "two-towers", summary: "two inputs") { try TwoTowers($0) })
            try Tasks.add(
                TaskKind(name: "cubic", summary: "fourth powers", outputs: .targets) { _ in
                    CustomTask("cubic") { outputs, targets in
                        let error =
                            try outputs.tensor(nil, role: "outputs")
                            - targets.tensor(nil, role: "targets")
                        return try error.squared().squared().mean()
                    }
                })
            try DataKinds.add(Ramps(name: "ramps", isReadFromFolder: true))
            try DataKinds.add(Ramps(name: "drawn-ramps", isReadFromFolder: false))
            try DataKinds.add(
                Ramps(name: "parted-ramps", isReadFromFolder: true, hasNamedParts: true))
            return true
        } catch {
            return false
        }
    }()

    private func folder() throws -> TemporaryFolder {
        try #require(Self.areAdded)
        let folder = try TemporaryFolder()
        var random = SeededRandom(seed: 3)
        for (part, count) in [("train", 96), ("test", 32)] {
            let left = (0..<3 * count).map { _ in Float.random(in: -1...1, using: &random) }
            let right = (0..<2 * count).map { _ in Float.random(in: -1...1, using: &random) }
            let y = (0..<count).map { left[3 * $0] * right[2 * $0] }
            try StateDictionary([
                ("left", try Tensor(left, shape: [count, 3])),
                ("right", try Tensor(right, shape: [count, 2])),
                ("y", try Tensor(y, shape: [count, 1])),
            ]).write(to: folder.path("\(part).safetensors"))
        }
        return folder
    }

    @Test(arguments: ["regression", "cubic"]) func areNamedByRecipes(task: String) throws {
        let folder = try folder()
        let recipe = try Recipe(
            yaml: """
                network: two-towers
                task: \(task)
                epochs: 40
                batchSize: 16
                optimizer: {kind: adamw, learningRate: 0.02}
                pruning: {sparsity: 0.25}
                """, file: "r")
        let run = RunFolder(path: folder.path("run"))
        let report = try TrainingRun(
            recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path), folder: run
        ).run()
        let losses = report.epochs.map { $0.trainingMetrics["loss"] ?? .nan }
        #expect(losses.suffix(5).allSatisfy { $0 < losses[0] })
        #expect(try verify(modelAt: run.model).allSatisfy(\.holds))
        let saved = try SavedModel(path: run.model)
        #expect(saved.network.inputNames == ["left", "right"])
        let evaluation = try saved.evaluate(dataFolder: folder.path)
        #expect(evaluation.loss.isFinite && evaluation.count == 32)
    }

    @Test func namesAreTakenOnce() throws {
        try #require(Self.areAdded)
        for name in ["two-towers", "resnet20", "bert", "mlp"] {
            #expect(
                message {
                    try Networks.add(NetworkKind(name: name, summary: "") { try TwoTowers($0) })
                } == "there is a network '\(name)' already; a new one must have another name")
        }
        #expect(
            message {
                try Tasks.add(
                    TaskKind(name: "regression", summary: "", outputs: .targets) { _ in
                        Regression()
                    })
            } == "there is a task 'regression' already; a new one must have another name")
        #expect(
            message { _ = try Recipe(yaml: "task: ranking", file: "r") }
                == "'task' in r, line 1: there is no task 'ranking'; the tasks are "
                + Tasks.all.map(\.name).joined(separator: ", "))
    }

    private func rampFolder() throws -> TemporaryFolder {
        try #require(Self.areAdded)
        let folder = try TemporaryFolder()
        try folder.write(Array("ramps".utf8), to: "ramps.txt")
        return folder
    }

    @Test(arguments: ["auto", "ramps"]) func dataAreNamedAndRecognised(kind: String) throws {
        let folder = try rampFolder()
        let recipe = try Recipe(
            yaml: """
                network: mlp
                epochs: 2
                data:
                  kind: \(kind)
                  trainingCount: 30
                  validation: 6
                  options: {length: 5, offset: 1e-1, falling: true, unit: '007'}
                """, file: "r")
        #expect(
            recipe.data.options == [
                "length": "5", "offset": "1e-1", "falling": "true", "unit": "007",
            ])
        #expect(try Recipe(yaml: recipe.yaml, file: "r") == recipe)
        let data = try DataSources.open(for: recipe, folder: folder.path)
        let reason = "'data.kind' is auto and stands for ramps: it holds 'ramps.txt'"
        #expect(data.notes == (kind == "auto" ? [reason] : []))
        #expect(data.trainingCount == 24 && data.validationCount == 6 && data.testCount == 20)
        #expect(data.identity?.kind == "ramps")
        #expect(data.identity?.parts.map(\.exampleCount) == [60, 20])
        let run = RunFolder(path: folder.path("run"))
        _ = try TrainingRun(recipe: recipe, data: data, folder: run).run()
        let saved = try SavedModel(path: run.model)
        #expect(saved.description.input.statistics == ["offset": [0.1]])
        #expect(try saved.evaluate(dataFolder: folder.path).count == 20)
    }

    @Test func drawnDataNeedNoFolder() throws {
        try #require(Self.areAdded)
        let recipe = try Recipe(
            yaml: "{network: mlp, epochs: 1, data: {kind: drawn-ramps}}", file: "r")
        #expect(try DataSources.open(for: recipe, folder: nil).trainingCount == 60)
        #expect(
            message { _ = try DataSources.open(for: recipe, folder: "here") }
                == "the recipe draws its data ('data.kind' is drawn-ramps); the folder 'here' would "
                + "not be read")
    }

    @Test(arguments: [
        (
            "data: {kind: ramps, options: {lenght: 3}}",
            "unknown key 'data.options.lenght' in r, line 1; did you mean 'data.options.length'?"
        ),
        (
            "data:\n  kind: ramps\n  options:\n    quality: 3",
            "unknown key 'data.options.quality' in r, line 4; the keys are length, offset, falling, "
                + "unit"
        ),
        (
            "data: {kind: ramps, options: {length: 2.5}}",
            "'data.options.length' is 2.5 in r, line 1; it must be a whole number"
        ),
        (
            "data: {kind: ramps, options: {offset: .nan}}",
            "'data.options.offset' is '.nan' in r, line 1; it must be a number"
        ),
        (
            "data: {kind: ramps, options: {falling: 1}}",
            "'data.options.falling' is 1 in r, line 1; it must be true or false"
        ),
        (
            "data: {kind: ramps, options: {unit: [volt]}}",
            "'data.options.unit' is a list in r, line 1; it must be a text, a number or a truth value"
        ),
        (
            "data: {kind: idx, options: {length: 3}}",
            "'data.options' is a mapping in r, line 1; it must be left out where 'data.kind' is idx"
        ),
        (
            "data: {kind: ramps, crop: 2}",
            "'data.crop' is 2 in r, line 1; it must be left out where 'data.kind' is ramps"
        ),
        (
            "data: {kind: ramps, validation: val}",
            "'data.validation' is 'val' in r, line 1; it must be left out where 'data.kind' is ramps"
        ),
    ])
    func settingsOfDataAreChecked(yaml: String, text: String) throws {
        try #require(Self.areAdded)
        #expect(message { _ = try Recipe(yaml: yaml, file: "r") } == text)
    }

    @Test func settingsOfRecognisedDataAreChecked() throws {
        let folder = try rampFolder()
        var recipe = DataRecipe()
        recipe.options = ["lenght": "3"]
        #expect(
            message { _ = try DataSources.open(recipe, folder: folder.path) }
                == "unknown key 'data.options.lenght' in the recipe; did you mean "
                + "'data.options.length'?")
    }

    @Test func aPartThatNothingReadsIsRefused() throws {
        let folder = try rampFolder()
        var recipe = DataRecipe()
        recipe.kind = "parted-ramps"
        recipe.validation = .part("val")
        #expect(
            message { _ = try DataSources.open(recipe, folder: folder.path) }
                == "'data.validation' is 'val' in the recipe; it must be a share or a number where "
                + "'data.kind' is parted-ramps")
    }

    @Test func namesKindsOfDataThatDoNotExist() throws {
        try #require(Self.areAdded)
        var recipe = DataRecipe()
        recipe.kind = "png"
        #expect(
            message { _ = try DataSources.open(recipe, folder: "data") }
                == "there is no kind of data 'png'; the kinds are "
                + DataKinds.all.map(\.name).joined(separator: ", "))
    }

    @Test(arguments: ["ramps", "idx", "auto"]) func kindsOfDataAreTakenOnce(name: String) throws {
        try #require(Self.areAdded)
        #expect(
            message { try DataKinds.add(Ramps(name: name, isReadFromFolder: true)) }
                == "there is a kind of data '\(name)' already; a new one must have another name")
    }

    @Test func networksForImagesAreNotForNumbers() throws {
        let folder = try folder()
        let recipe = try Recipe(
            yaml: "{network: resnet20, task: regression}", file: "r")
        #expect(
            message {
                _ = try TrainingRun(
                    recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path),
                    folder: RunFolder(path: folder.path("run")))
            }
                == "the network 'resnet20' is for one input of channels, height and width, and the "
                + "data are arrays left 3 and right 2")
    }
}
