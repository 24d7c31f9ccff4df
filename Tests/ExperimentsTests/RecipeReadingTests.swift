import Experiments
import Files
import Foundation
import Optimization
import Testing
import Training

@Suite struct RecipeReadingTests {
    @Test(arguments: ["", "# nothing", "{}", "epochs: 10"])
    func hasADefaultForEveryKey(yaml: String) throws {
        #expect(try Recipe(yaml: yaml, file: "r.yaml") == Recipe())
    }

    @Test func pruningWithoutKeysIsPDPAtNinetyPercent() throws {
        let recipe = try Recipe(yaml: "pruning: {}", file: "r.yaml")
        #expect(try recipe.pruning == PruningRecipe(method: nil, epochs: recipe.epochs))
    }

    @Test(arguments: [0, 1, 2, 3, 6, 12, 100]) func timesFollowTheEpochs(epochs: Int) throws {
        let yaml = "epochs: \(epochs)\ninitialWeights: w\npruning: {method: pdp}"
        let pruning = try #require(try Recipe(yaml: yaml, file: "r.yaml").pruning)
        #expect(pruning == PruningRecipe(epochs: epochs))
        let start = try #require(pruning.start.inEpochs)
        let rampEnd = try #require(pruning.ramp.inEpochs) + start
        let fixed = try #require(pruning.freeze.inEpochs)
        #expect(fixed <= Double(epochs / 3))
        #expect(rampEnd < Double(epochs) || epochs == 0)
        #expect(fixed == 0 || rampEnd <= Double(epochs) - fixed)
        let rival = "epochs: \(epochs)\ninitialWeights: w\npruning: {method: ste}"
        #expect(try Recipe(yaml: rival, file: "r.yaml").pruning?.freeze == .epochs(0))
    }

    @Test func startsPruningInTheOnlyEpoch() throws {
        let recipe = try Recipe(yaml: "epochs: 1\npruning: {}", file: "r.yaml")
        #expect(recipe.pruning?.start == .epochs(0))
    }

    @Test func readsTheKeysOfTheRun() throws {
        let recipe = try Recipe(
            yaml: """
                network: resnet20
                initialWeights: dense.safetensors
                epochs: 7
                batchSize: 32
                seed: 18446744073709551615
                labelSmoothing: 0.1
                data: {kind: idx, trainingCount: 100, testCount: 50, crop: 2, flip: true}
                """, file: "r.yaml")
        #expect(recipe.network == "resnet20")
        #expect(recipe.initialWeights == "dense.safetensors")
        #expect(recipe.epochs == 7 && recipe.batchSize == 32)
        #expect(recipe.seed == UInt64.max)
        #expect(recipe.labelSmoothing == 0.1)
        #expect(recipe.data.kind == "idx")
        #expect(recipe.data.trainingCount == 100 && recipe.data.testCount == 50)
        #expect(recipe.data.crop == 2 && recipe.data.isFlipped)
    }

    @Test func readsTheKeysOfTheOptimizer() throws {
        let optimizer = try Recipe(
            yaml: """
                optimizer:
                  learningRate: 0.5
                  momentum: 0
                  nesterov: true
                  weightDecay: 1e-3
                  schedule: {shape: step, warmUpEpochs: 1.5, stepEpochs: 4, stepFactor: 0.5}
                """, file: "r.yaml"
        ).optimizer
        #expect(optimizer.learningRate == 0.5 && optimizer.momentum == 0)
        #expect(optimizer.isNesterov && optimizer.weightDecay == 1e-3)
        #expect(optimizer.schedule.shape == .step && optimizer.schedule.warmUp == .epochs(1.5))
        #expect(optimizer.schedule.stepLength == .epochs(4) && optimizer.schedule.stepFactor == 0.5)
    }

    /// Those in subfolders as well.
    @Test func readsTheRecipesOfThisPackage() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Recipes").standardizedFileURL.path
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yaml") }
        #expect(files.contains("quick.yaml") && files.contains("paper/bert-base-mnli.yaml"))
        for file in files {
            let text = String(decoding: try readFile(at: "\(folder)/\(file)"), as: UTF8.self)
            let recipe = try Recipe(yaml: text, file: file)
            #expect(recipe.pruning != nil, "\(file)")
        }
    }

    @Test func readsTheKeysOfPruning() throws {
        let pruning = try #require(
            try Recipe(
                yaml: """
                    pruning:
                      method: rigl
                      options: {interval: 20, drop-share: 0.5}
                      sparsity: 0.8
                      pattern: unstructured
                      startEpoch: 3
                      schedule: cubic
                      rampEpochs: 2.5
                      allocation: uniform
                      excluded: [conv1.weight, "fc*"]
                      batchNormBatches: 9
                    """, file: "r.yaml"
            ).pruning)
        #expect(pruning.method == "rigl")
        #expect(pruning.options == ["interval": 20, "drop-share": 0.5])
        #expect(pruning.sparsity == 0.8 && pruning.pattern == "unstructured")
        #expect(pruning.start == .epochs(3) && pruning.schedule == "cubic")
        #expect(pruning.ramp == .epochs(2.5) && pruning.allocation == "uniform")
        #expect(pruning.excluded == ["conv1.weight", "fc*"] && pruning.batchNormBatches == 9)
    }

    @Test(arguments: ["initialWeights=null", "initialWeights=~"])
    func aPathIsTakenAway(assignment: String) throws {
        let recipe = try Recipe(
            yaml: "initialWeights: w", file: "r.yaml", assignments: [assignment])
        #expect(recipe.initialWeights == nil)
    }

    @Test func assignmentsChangeAddAndReplace() throws {
        let recipe = try Recipe(
            yaml: "epochs: 5\ndata: {crop: 3}", file: "r.yaml",
            assignments: [
                "epochs=6", "pruning.sparsity=0.7", "pruning.options.relative-temperature=1e-3",
                "pruning.sparsity=0.75", "data={flip: true}", "initialWeights=a=b",
            ])
        #expect(recipe.epochs == 6)
        #expect(recipe.pruning?.sparsity == 0.75)
        #expect(recipe.pruning?.options == ["relative-temperature": 1e-3])
        #expect(recipe.data.crop == 0 && recipe.data.isFlipped)
        #expect(recipe.initialWeights == "a=b")
    }
}

extension RunTime {
    /// The number of epochs; `nil` in another unit.
    fileprivate var inEpochs: Double? {
        if case .epochs(let number) = self { number } else { nil }
    }
}
