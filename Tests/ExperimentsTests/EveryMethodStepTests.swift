import Experiments
import Layers
import Models
import Optimization
import Pruning
import TensorFiles
import Tensors
import TestSupport
import Testing
import Training

/// A training loop of one's own with `pruner.step` makes the network that a recipe makes, whatever the
/// method.
@Suite struct EveryMethodStepTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    @Test(arguments: ResumeTests.methods)
    func isThatOfARecipe(name: String, pattern: String) throws {
        var recipe = runs.recipe(
            method: name, pattern: pattern, options: ResumeTests.options[name] ?? [:])
        recipe.pruning?.couplesChannels = false
        if name == "network-slimming" { recipe.pruning?.excluded = ["fc"] }
        recipe.optimizer.decaysAll = name == "pdp"
        try expectEqualWeights(recipe)
    }

    @Test func isThatOfARecipeWithClippingAndAccumulation() throws {
        var recipe = runs.recipe(method: "movement")
        recipe.optimizer.gradientNorm = 0.5
        recipe.optimizer.accumulation = 2
        try expectEqualWeights(recipe)
    }

    /// Compares the model of a run with the network that ``train(_:)`` makes, bit for bit.
    private func expectEqualWeights(_ recipe: Recipe) throws {
        try runs.run(recipe, in: "run")
        let file = try SafetensorsFile(path: runs.runFolder("run").model)
        let parameters = try train(recipe).namedParameters
        #expect(parameters.count == 14)
        for named in parameters {
            let found = try named.parameter.tensor.elements(as: Float.self)
            let wanted = try file.floats(of: named.path)
            #expect(
                found.map(\.bitPattern) == wanted.map(\.bitPattern), "\(named.path)")
        }
    }

    private func train(_ recipe: Recipe) throws -> SmallCNN {
        let network = try SmallCNN()
        try network.load(
            StateDictionary(path: runs.folder.path("initial.safetensors")), from: "the file")
        let source = try runs.data.trainingBatches(LoaderSettings(recipe))
        let format = recipe.memoryFormat.format(on: .cpu)
        let accumulation = recipe.optimizer.accumulation
        let stepsPerEpoch = (source.batchCount + accumulation - 1) / accumulation
        let pruner = try #require(recipe.pruning).makePruner(
            for: network, epochCount: recipe.epochs, stepsPerEpoch: stepsPerEpoch)
        let schedule = recipe.optimizer.schedule.schedule(
            epochCount: recipe.epochs, stepsPerEpoch: stepsPerEpoch)
        let optimizer = try SGD(
            network.namedParameters, weightDecay: recipe.optimizer.weightDecay,
            decaysAll: recipe.optimizer.decaysAll)
        for epoch in 0..<recipe.epochs {
            let batches: any BatchStream = source.batches(epoch: epoch, startingAt: 0)
            for step in 0..<stepsPerEpoch {
                let moment = TrainingMoment(
                    epoch: epoch, step: step, stepsPerEpoch: stepsPerEpoch)
                let learningRate =
                    0.1 * schedule.factor(after: moment.epochs, of: recipe.epochs)
                try pruner.advance(to: moment)
                if accumulation == 1 {
                    let batch = try #require(try batches.next(on: .cpu))
                    let images = try batch.inputs.tensors[0].laidOut(format)
                    let loss = try network(images).crossEntropy(with: batch.targets.tensors[0])
                    try pruner.step(loss, optimizer, learningRate: learningRate, at: moment)
                } else {
                    let count = min(accumulation, source.batchCount - step * accumulation)
                    let step = TrainingStep(
                        optimizer, participant: pruner.participant(at: moment),
                        gradientNorm: recipe.optimizer.gradientNorm)
                    try step(learningRate: learningRate, batchCount: count) { _ in
                        let batch = try #require(try batches.next(on: .cpu))
                        let images = try batch.inputs.tensors[0].laidOut(format)
                        return try network(images).crossEntropy(with: batch.targets.tensors[0])
                    }
                }
            }
        }
        try pruner.harden()
        return network
    }
}
