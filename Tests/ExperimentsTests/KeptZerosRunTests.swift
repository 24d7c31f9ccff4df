import Experiments
import Files
import Layers
import Models
import Pruning
import Reports
import TensorFiles
import Tensors
import TestSupport
import Testing
import Training

/// Runs that begin with a sparse network.
@Suite struct KeptZerosRunTests {
    let runs: SmallRuns

    init() throws {
        runs = try SmallRuns()
    }

    /// Prunes the network of the suite to `sparsity` and returns the path of the file.
    private func sparseModel(_ pattern: String = "unstructured") throws -> String {
        var recipe = runs.recipe(method: "gradual-magnitude", pattern: pattern)
        recipe.pruning?.sparsity = 0.8
        try runs.run(recipe, in: "sparse")
        return runs.runFolder("sparse").model
    }

    private func zeroPlaces(_ path: String) throws -> [[Int]] {
        try StateDictionary(path: path).tensors.filter { $0.tensor.shape.count > 1 }.map {
            let values = try $0.tensor.elements(as: Float.self)
            return values.indices.filter { values[$0] == 0 }
        }
    }

    private func lostCount(_ before: [[Int]], _ after: [[Int]]) -> Int {
        zip(before, after).reduce(0) { $0 + Set($1.0).subtracting($1.1).count }
    }

    @Test(arguments: ["unstructured", "2:4", "channels", "4x1"])
    func keepsZerosWithoutAMethod(pattern: String) throws {
        let sparse = try sparseModel(pattern)
        var recipe = runs.recipe
        recipe.initialWeights = sparse
        recipe.pruning = .keepingZeros()
        try runs.run(recipe, in: "kept")
        let model = runs.runFolder("kept").model
        #expect(try zeroPlaces(model) == zeroPlaces(sparse))
        #expect(try runs.model("kept") != runs.model("sparse"))
        let findings = try verify(modelAt: model)
        #expect(findings.allSatisfy { $0.holds })
        let promise = try SavedModel(path: model).description.promise
        #expect(promise?.pattern == pattern && promise?.method == "kept-zeros")
    }

    @Test(arguments: ["2:4", "unstructured", "channels", "4x1"])
    func keepsZerosUnderAnotherPattern(pattern: String) throws {
        let sparse = try sparseModel()
        var recipe = runs.recipe(method: "pdp", pattern: pattern)
        recipe.initialWeights = sparse
        let report = try runs.run(recipe, in: "again")
        let model = runs.runFolder("again").model
        #expect(lostCount(try zeroPlaces(sparse), try zeroPlaces(model)) == 0)
        #expect(report.summary.sparsity >= 0.79)
        #expect(try verify(modelAt: model).allSatisfy { $0.holds })
    }

    @Test func aRunThatIsResumedKeepsThem() throws {
        let sparse = try sparseModel()
        var recipe = runs.recipe
        recipe.initialWeights = sparse
        recipe.pruning = .keepingZeros()
        try runs.run(recipe, in: "whole")
        #expect(throws: RunError.self) {
            try runs.run(recipe, in: "parts", stoppingAfter: 4)
        }
        try runs.run(recipe, in: "parts", resuming: true)
        #expect(try runs.model("parts") == runs.model("whole"))
    }

    @Test(arguments: ResumeTests.methods)
    func everyMethodGoesOnExactlyWithKeptZeros(name: String, pattern: String) throws {
        let sparse = try sparseModel()
        var recipe = runs.recipe(
            method: name, pattern: pattern, options: ResumeTests.options[name] ?? [:])
        recipe.initialWeights = sparse
        if name == "network-slimming" { recipe.pruning?.excluded = ["fc"] }
        let whole = try runs.run(recipe, in: "whole").epochs
        #expect(throws: RunError.self) {
            try runs.run(recipe, in: "parts", stoppingAfter: 5)
        }
        let parts = try runs.run(recipe, in: "parts", resuming: true).epochs
        #expect(try runs.model("parts") == runs.model("whole"))
        #expect(parts.map(\.trainingLoss) == whole.map(\.trainingLoss))
        #expect(
            lostCount(try zeroPlaces(sparse), try zeroPlaces(runs.runFolder("parts").model)) == 0)
    }

    @Test func zerosMayBeGivenUp() throws {
        let sparse = try sparseModel()
        var recipe = runs.recipe(method: "ste")
        recipe.initialWeights = sparse
        recipe.pruning?.keepsZeros = false
        try runs.run(recipe, in: "free")
        #expect(lostCount(try zeroPlaces(sparse), try zeroPlaces(runs.runFolder("free").model)) > 0)
    }

    @Test func onlyLoadedZerosAreKept() throws {
        let sparse = try sparseModel()
        let path = runs.folder.path("part.safetensors")
        let state = try StateDictionary(path: sparse)
        try StateDictionary(state.tensors.filter { $0.name != "fc.weight" }).write(to: path)
        var recipe = runs.recipe
        recipe.initialWeights = path
        recipe.allowsPartialWeights = true
        recipe.pruning = .keepingZeros()
        try runs.run(recipe, in: "part")
        let promise = try SavedModel(path: runs.runFolder("part").model).description.promise
        #expect(promise?.zeroCounts.keys.sorted() == (1...4).map { "conv\($0).weight" })
    }

    @Test func aDenseNetworkHasNoneToKeep() throws {
        var recipe = runs.recipe
        recipe.pruning = .keepingZeros()
        #expect(throws: PruningError.nothingToKeep) { try runs.run(recipe, in: "dense") }
    }

    @Test(arguments: [
        (
            "keepZeros: true, startEpoch: 2",
            "'pruning.startEpoch' is 2 in r.yaml, line 2; it must be left out where "
                + "'pruning.keepZeros' stands without a method or a sparsity"
        ),
        (
            "keepZeros: maybe",
            "'pruning.keepZeros' is 'maybe' in r.yaml, line 2; it must be true or false"
        ),
    ])
    func refusesWhatDoesNotFit(pruning: String, text: String) {
        let found = message {
            _ = try Recipe(
                yaml: "initialWeights: a\npruning: {\(pruning)}\n", file: "r.yaml")
        }
        #expect(found == text)
    }

    @Test func needsInitialWeights() {
        let found = message { _ = try Recipe(yaml: "pruning: {keepZeros: true}", file: "r.yaml") }
        #expect(
            found == "'initialWeights' is missing in r.yaml, line 1; it must be a path where "
                + "'pruning.keepZeros' is all that is asked")
    }

    @Test(arguments: [
        ("keepZeros: true", true, true), ("keepZeros: true, excluded: [fc]", true, true),
        ("keepZeros: true, sparsity: 0.95", false, true), ("keepZeros: false", false, false),
        ("method: ste", false, true),
    ])
    func readsBackWhatWasWritten(pruning: String, isAll: Bool, isKept: Bool) throws {
        let recipe = try Recipe(
            yaml: "initialWeights: a\npruning: {\(pruning)}\n", file: "r.yaml")
        #expect(recipe.pruning?.onlyKeepsZeros == isAll)
        #expect(recipe.pruning?.keepsZeros == isKept)
        #expect(try Recipe(yaml: recipe.yaml, file: "r.yaml") == recipe)
    }
}

/// Files that a program writes with one call.
@Suite struct NetworkSavingTests {
    private final class Network: Layer {
        let conv: Convolution2D
        let depthwise: Convolution2D
        let fc: Linear

        init() throws {
            conv = try Convolution2D(1, 8, size: 3)
            depthwise = try Convolution2D(8, 8, size: 3, groups: 8)
            fc = try Linear(8, 4)
        }

        func callAsFunction(_ input: Tensor) throws -> Tensor {
            try fc(depthwise(conv(input)).mean(along: [2, 3]))
        }
    }

    private let folder: TemporaryFolder
    private let network: Network

    init() throws {
        folder = try TemporaryFolder()
        network = try Network()
    }

    @Test func carryAPromiseThatIsProved() throws {
        let pruner = try Pruner(
            network, sparsity: 0.75, schedule: .oneShot, method: PDP(epochCount: 1))
        try pruner.harden()
        let path = folder.path("n.safetensors")
        try network.save(to: path, promise: pruner.promise)
        let findings = try verify(modelAt: path, demands: ModelDemands(sparsity: 0.75))
        #expect(findings.allSatisfy { $0.holds })
        let zeros = try pruner.promise.zeroCounts
        #expect(
            findings.map(\.text) == [
                "78 of 104 weights in 2 tensors are zero (75.00 %), 44.32 % of the 176 weights of "
                    + "the file", "6 tensors hold finite numbers only",
                "conv.weight: \(zeros["conv.weight"] ?? 0) zeros, promised at least "
                    + "\(zeros["conv.weight"] ?? 0)",
                "fc.weight: \(zeros["fc.weight"] ?? 0) zeros, promised at least "
                    + "\(zeros["fc.weight"] ?? 0)",
                "78 zeros of 104 weights that are meant; sparsity 0.75 needs 78",
            ])
    }

    @Test func needNoPromise() throws {
        let path = folder.path("n.safetensors")
        try network.save(to: path)
        #expect(try verify(modelAt: path).allSatisfy { $0.holds })
        #expect(try SafetensorsFile(path: path).metadata == ["format": "pt"])
    }

    @Test func aPromiseThatCannotBeReadIsRefused() throws {
        let path = folder.path("n.safetensors")
        try network.stateDictionary(metadata: ["pdp.promise": "many"]).write(to: path)
        #expect(throws: SparsityError.invalidPromise(path: path, key: "pdp.promise")) {
            try verify(modelAt: path)
        }
    }

    @Test func aPromiseBeforeHardeningIsRefused() throws {
        let pruner = try Pruner(
            network, sparsity: 0.75, schedule: .oneShot, method: PDP(epochCount: 1))
        #expect(
            message { _ = try pruner.promise }
                == "the zeros have not been written into the network yet; it must be hardened before"
        )
    }
}
