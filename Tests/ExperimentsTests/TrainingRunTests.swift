import Experiments
import Files
import Foundation
import Optimization
import Pruning
import Reports
import TensorFiles
import TestSupport
import Testing
import Training

@Suite struct TrainingRunTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    @Test func writesItsFolderAndNothingElse() throws {
        let report = try runs.run(runs.recipe(method: "pdp"), in: "run")
        let folder = runs.runFolder("run")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(
            names == [
                "checkpoint", "metrics.jsonl", "model.safetensors", "recipe.yaml", "report.html",
                "summary.json",
            ])
        #expect(try folder.records() == report.epochs)
        let summary = String(decoding: try readFile(at: folder.summary), as: UTF8.self)
        #expect(try RecordText.record(RunSummary.self, from: summary) == report.summary)
        let recipe = try Recipe(yaml: folder.writtenRecipe(), file: "recipe.yaml")
        #expect(recipe == runs.recipe(method: "pdp"))
    }

    @Test func summaryCountsTheZerosOfTheFile() throws {
        let summary = try runs.run(runs.recipe(method: "pdp"), in: "run").summary
        let file = try SafetensorsFile(path: runs.runFolder("run").model)
        let weights = try SparsityReport(of: file) { $0.shape.count >= 2 }
        #expect(summary.sparsity == weights.sparsity)
        #expect(abs(summary.sparsity - 0.5) * Double(weights.elementCount) <= 0.5)
        #expect(summary.method == "pdp" && summary.targetSparsity == 0.5)
        #expect(summary.dataset == "mnist" && summary.network == "small-cnn")
    }

    @Test func recordsEveryEpoch() throws {
        let epochs = try runs.run(runs.recipe(method: "pdp"), in: "run").epochs
        #expect(epochs.map(\.epoch) == [1, 2, 3])
        #expect(epochs[0].sparsity == 0)
        #expect(epochs[1].sparsity > 0.24 && epochs[1].sparsity < 0.26)
        #expect(epochs[2].sparsity > 0.49 && epochs[2].sparsity < 0.51)
        let schedule = runs.recipe.optimizer.schedule.schedule(epochCount: 3, stepsPerEpoch: 3)
        for (index, record) in epochs.enumerated() {
            let factor = schedule.factor(after: Double(index) + 2.0 / 3, of: 3)
            #expect(record.learningRate == 0.1 * factor)
        }
    }

    @Test func leavesExcludedWeightsDense() throws {
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.excluded = ["fc", "conv[12].weight"]
        try runs.run(recipe, in: "run")
        let file = try SafetensorsFile(path: runs.runFolder("run").model)
        let zeros = try ["conv1", "conv2", "conv3", "conv4", "fc"].map {
            try file.sparsity(of: $0 + ".weight").zeroCount
        }
        #expect(zeros[0] == 0 && zeros[1] == 0 && zeros[4] == 0)
        #expect(zeros[2] > 0 && zeros[3] > 0)
    }

    @Test func reestimatesStatisticsAndKeepsWeights() throws {
        var recipe = runs.recipe(method: "pdp")
        try runs.run(recipe, in: "plain")
        recipe.pruning?.batchNormBatches = 2
        try runs.run(recipe, in: "estimated")
        let plain = try SafetensorsFile(path: runs.runFolder("plain").model)
        let estimated = try SafetensorsFile(path: runs.runFolder("estimated").model)
        let batchCount = try estimated.withUnsafeBytes(of: "bn1.num_batches_tracked") {
            $0.loadUnaligned(as: Int64.self)
        }
        #expect(Int64(littleEndian: batchCount) == 2)
        for entry in plain.entries where entry.dtype == .float32 {
            let isStatistic = entry.name.contains(".running_")
            let isEqual =
                try plain.floats(of: entry.name) == estimated.floats(of: entry.name)
            #expect(isEqual != isStatistic, "\(entry.name)")
        }
    }

    @Test func prunesWithoutTraining() throws {
        var recipe = runs.recipe(method: "one-shot-magnitude")
        recipe.epochs = 0
        let report = try runs.run(recipe, in: "run")
        #expect(report.epochs.isEmpty && report.summary.epochs == 0)
        #expect(report.layers.map(\.zeroCount).reduce(0, +) > 0)
        let before = try SafetensorsFile(path: runs.folder.path("initial.safetensors"))
        let after = try SafetensorsFile(path: runs.runFolder("run").model)
        var counts = (kept: 0, zero: 0)
        for name in ["conv1", "conv2", "conv3", "conv4", "fc"].map({ $0 + ".weight" }) {
            for (old, new) in zip(try before.floats(of: name), try after.floats(of: name)) {
                #expect(new == old || new == 0)
                if new == 0 { counts.zero += 1 } else { counts.kept += 1 }
            }
        }
        #expect(abs(counts.zero - counts.kept) <= 1)
        #expect(try runs.run(recipe, in: "run", resuming: true).summary == report.summary)
    }

    @Test func stopsWhenTheLossIsNoNumber() throws {
        var recipe = runs.recipe
        recipe.optimizer.learningRate = 1e30
        let text = message { try runs.run(recipe, in: "run") }
        #expect(
            text == "training diverged in epoch 1, step 2: the loss is not a finite number; "
                + "the learning rate is 1e+30")
        #expect(throws: FileError.self) { try runs.model("run") }
        // It left no checkpoint, so the folder is free for another try.
        recipe.optimizer.learningRate = 0.1
        recipe.epochs = 1
        #expect(try runs.run(recipe, in: "run").epochs.count == 1)
    }

    /// The loss of a step says nothing of the weights that it leaves behind.
    @Test func writesNoModelAfterALastStepThatDiverges() throws {
        var recipe = runs.recipe
        recipe.epochs = 1
        recipe.batchSize = 80
        recipe.optimizer.learningRate = 1e38
        #expect(
            message { try runs.run(recipe, in: "run") }
                == "training diverged in epoch 1: the loss on the test data is not a finite number, "
                + "with finite weights and statistics; the learning rate is 1e+38")
        recipe.pruning = PruningRecipe(epochs: recipe.epochs)
        recipe.pruning?.start = .epochs(0)
        #expect(throws: (any Error).self) { try runs.run(recipe, in: "pruned") }
        for name in ["run", "pruned"] {
            #expect(throws: FileError.self) { try runs.model(name) }
        }
    }
}
