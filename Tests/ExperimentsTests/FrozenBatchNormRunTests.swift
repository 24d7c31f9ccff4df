import Experiments
import Layers
import Models
import Tensors
import TestSupport
import Testing

@Suite struct FrozenBatchNormRunTests {
    /// The running statistics of all batch norms in a file, and all other tensors.
    private func state(_ path: String) throws -> (statistics: [[Float]], others: [[Float]]) {
        let tensors = try StateDictionary(path: path).tensors
        func values(_ isStatistic: Bool) throws -> [[Float]] {
            try tensors.filter { $0.name.contains(".running_") == isStatistic }
                .map { try $0.tensor.converted(to: .float32).elements() }
        }
        return (try values(true), try values(false))
    }

    @Test func keepsStatisticsAndLearnsTheRest() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe
        recipe.freezesBatchNorm = true
        try runs.run(recipe, in: "frozen")
        try runs.run(runs.recipe, in: "plain")
        let before = try state(runs.folder.path("initial.safetensors"))
        let (frozen, plain) = (
            try state(runs.runFolder("frozen").model), try state(runs.runFolder("plain").model)
        )
        #expect(before.statistics.count > 2 && frozen.statistics == before.statistics)
        #expect(plain.statistics != before.statistics)
        #expect(frozen.others != before.others && frozen.others != plain.others)
    }

    /// A batch norm with the batch's statistics would refuse a batch of one small image.
    @Test func batchesMayHaveOneExample() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe
        recipe.batchSize = 79
        recipe.data.trainingCount = 80
        recipe.freezesBatchNorm = true
        try runs.run(recipe, in: "frozen")
    }

    @Test(arguments: ["freezeBatchNorm", "synchronizeBatchNorm"])
    func networksWithoutBatchNormAreRefused(key: String) throws {
        let folder = try TemporaryFolder()
        try StateDictionary([
            ("x", try Tensor.zeros([4, 3])), ("y", try Tensor.zeros([4])),
        ]).write(to: folder.path("train.safetensors"))
        try StateDictionary([
            ("x", try Tensor.zeros([4, 3])), ("y", try Tensor.zeros([4])),
        ]).write(to: folder.path("test.safetensors"))
        let network = try MultilayerPerceptron(
            inputCount: 3, hiddenCounts: [256, 256], outputCount: 1)
        try network.stateDictionary().write(to: folder.path("w.safetensors"))
        let recipe = try Recipe(
            yaml: """
                {network: mlp, task: regression, data: {kind: arrays}, \(key): true,
                initialWeights: \(folder.path("w.safetensors")), pruning: null}
                """, file: "r")
        #expect(
            message {
                _ = try TrainingRun(
                    recipe: recipe, data: DataSources.open(for: recipe, folder: folder.path),
                    folder: RunFolder(path: folder.path("run")))
            } == "'\(key)' is true, and the network mlp has no batch norm")
    }
}
