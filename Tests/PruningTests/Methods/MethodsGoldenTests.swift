import Layers
import Pruning
import Tensors
import Testing

@Suite struct MethodsGoldenTests {
    /// Two steps of sums of about a hundred terms of size one in single precision.
    static let tolerance: Float = 100 * 0x1p-24

    /// A method, and its pattern where there are golden steps with several.
    @Test(arguments: PruningMethods.all.map(\.name) + ["pdp 2:4", "pdp channels", "pdp 2x1"])
    func twoStepsEqualPyTorch(name: String) throws {
        let golden = try GoldenSteps.read()
        let expected = try #require(golden.methods[name])
        let network = try TwoLayers(golden)
        let pattern = try Patterns.named(expected.pattern)
        let run = MethodRun(
            network: network, pattern: pattern, epochCount: expected.epochCount)
        let method = try PruningMethods.named(String(name.prefix { $0 != " " }))
            .make(options: expected.options, for: run)
        let pruner = try halfPruner(network, method, pattern: pattern, layers: expected.layers)
        let training = try PlainTraining(network, pruner, golden)
        for step in expected.steps {
            let moment = TrainingMoment(
                epoch: step.epoch, step: step.step, stepsPerEpoch: expected.stepsPerEpoch)
            let logits = try training.backward(at: moment)
            #expect(try logits.distance(from: step.logits) < Self.tolerance)
            try expectGradients(of: network, equal: step.gradients)
            try training.update()
            try expectValues(of: network, method, equal: step)
        }
    }

    private func expectGradients(of network: TwoLayers, equal golden: [String: GoldenTensor])
        throws
    {
        for named in network.namedParameters {
            guard let expected = golden[named.path] else { continue }
            let gradient = try #require(try named.parameter.tensor.gradient)
            #expect(
                try gradient.distance(from: expected) < Self.tolerance, "gradient of \(named.path)")
        }
    }

    private func expectValues(
        of network: TwoLayers, _ method: any PruningMethod, equal step: GoldenStep
    ) throws {
        #expect(Set(method.trainableParameters.map(\.path)) == Set(step.scores.keys))
        let golden = step.weights.merging(step.scores) { weight, _ in weight }
        for named in network.namedParameters + method.trainableParameters {
            let expected = try #require(golden[named.path])
            #expect(
                try named.parameter.tensor.distance(from: expected) < Self.tolerance,
                "value of \(named.path)")
        }
    }
}
