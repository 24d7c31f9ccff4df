import Experiments
import Files
import Pruning
import TensorFiles
import TestSupport
import Testing

/// What `verify` finds in files that keep their promise, and in the same files with one change.
@Suite struct VerificationTests {
    let runs: SmallRuns
    let model: String

    init() throws {
        runs = try SmallRuns()
        model = runs.runFolder("run").model
    }

    private func prune(pattern: String = "unstructured") throws {
        try runs.run(runs.recipe(method: "pdp", pattern: pattern), in: "run")
    }

    /// The texts of the findings that do not hold.
    private func broken(_ demands: ModelDemands = ModelDemands()) throws -> [String] {
        try verify(modelAt: model, demands: demands).filter { !$0.holds }.map(\.text)
    }

    private func zeroCount(_ name: String) throws -> Int {
        try SafetensorsFile(path: model).sparsity(of: name).zeroCount
    }

    @Test(arguments: ["unstructured", "2:4", "1:4-flattened", "channels", "4x1", "16x1"])
    func acceptsWhatWasWritten(pattern: String) throws {
        try prune(pattern: pattern)
        var demands = ModelDemands()
        try demands.add(runs.recipe(method: "pdp", pattern: pattern))
        #expect(demands.pattern == pattern)
        #expect(try broken(demands) == [])
    }

    @Test func acceptsADenseModelWithoutPromise() throws {
        try runs.run(runs.recipe, in: "run")
        #expect(try broken() == [])
        let text = message {
            var demands = ModelDemands()
            try demands.add(runs.recipe)
        }
        #expect(text == "'pruning' is missing in the recipe; it must be there to be verified")
    }

    @Test func acceptsAPatternWithALayerThatStaysDense() throws {
        var recipe = runs.recipe(method: "pdp", pattern: "2:4")
        recipe.pruning?.keepsLastDense = true
        try runs.run(recipe, in: "run")
        var demands = ModelDemands()
        try demands.add(recipe)
        #expect(try zeroCount("fc.weight") == 0)
        #expect(try broken(demands) == [])
    }

    @Test func demandsOfTheTensorsThatAreNamed() throws {
        try prune(pattern: "2:4")
        let demands = ModelDemands(pattern: "1:4", tensors: ["conv3"])
        let found = try broken(demands)
        #expect(found.count == 1 && found[0].hasPrefix("conv3.weight: "))
        #expect(
            message { _ = try broken(ModelDemands(tensors: ["cnov3"])) }
                == "no pruned weight of '\(model)' is called 'cnov3'")
    }

    @Test func findsOneZeroTooFew() throws {
        try prune()
        let promised = try zeroCount("fc.weight")
        try rewrite(model, tensor: "fc.weight") { weights in
            weights[weights.firstIndex(of: 0) ?? 0] = 1e-30
        }
        #expect(try broken() == ["fc.weight: \(promised - 1) zeros, promised at least \(promised)"])
    }

    @Test(arguments: [Float.nan, .infinity])
    func findsANumberThatIsNotFinite(value: Float) throws {
        try prune()
        try rewrite(model, tensor: "conv2.weight") { weights in
            weights[weights.firstIndex { $0 != 0 } ?? 0] = value
        }
        try rewrite(model, tensor: "bn1.running_mean") { $0[0] = value }
        #expect(try broken() == ["not finite: bn1.running_mean, conv2.weight"])
    }

    @Test func findsABrokenGroup() throws {
        try prune(pattern: "2:4")
        // Rows of a linear layer are cut into groups; the zero moves to another one.
        try rewrite(model, tensor: "fc.weight") { weights in
            let zero = weights[0..<4].firstIndex(of: 0) ?? 0
            let kept = weights[4..<8].firstIndex { $0 != 0 } ?? 0
            weights.swapAt(zero, kept)
        }
        #expect(try broken() == ["fc.weight: 1 of 480 groups violate 2:4"])
    }

    @Test func findsAChannelThatIsNotEmpty() throws {
        try prune(pattern: "channels")
        let zeros = try zeroCount("conv4.weight")
        try rewrite(model, tensor: "conv4.weight") { weights in
            let zero = weights.firstIndex(of: 0) ?? 0
            let kept = weights.firstIndex { $0 != 0 } ?? 0
            weights.swapAt(zero, kept)
        }
        let text = "empty channels hold \(zeros - 864) of \(zeros) zeros"
        #expect(try broken() == ["conv4.weight: \(zeros / 864 - 1) \(text)"])
    }

    @Test func aWeightThatIsZeroByChanceBreaksNoChannels() throws {
        try prune(pattern: "channels")
        try rewrite(model, tensor: "conv4.weight") { weights in
            weights[weights.firstIndex { $0 != 0 } ?? 0] = 0
        }
        #expect(try broken() == [])
    }

    /// The classifier has ten outputs: the last two make lower blocks.
    @Test func saysWhichBlockIsNoWholeOne() throws {
        try prune(pattern: "4x1")
        #expect(try broken(ModelDemands(pattern: "8x1")).count == 5)
        let zeros = try zeroCount("fc.weight")
        var column = 0
        try rewrite(model, tensor: "fc.weight") { weights in
            column = (0..<192).first { weights[8 * 192 + $0] == 0 } ?? 0
            weights[9 * 192 + column] = 1
        }
        #expect(
            try broken() == [
                "fc.weight: \(zeros - 1) zeros, promised at least \(zeros)",
                "fc.weight: 1 of 576 blocks violate 4x1, the first at [8-9, \(column)]",
            ])
    }

    @Test func findsTooFewZerosForADemand() throws {
        try prune()
        #expect(try broken(ModelDemands(sparsity: 0.5)) == [])
        #expect(
            try broken(ModelDemands(sparsity: 0.6))
                == ["109932 zeros of 219864 weights that are meant; sparsity 0.6 needs 131918"])
        #expect(try !broken(ModelDemands(pattern: "2:4")).isEmpty)
    }

    @Test func judgesFilesOfOthersByTheirWeights() throws {
        try prune()
        try rewrite(model, metadata: { $0 = ["format": "pt"] }, keeping: { !$0.hasPrefix("conv") })
        try rewrite(model, tensor: "fc.weight") { weights in
            for index in weights.indices { weights[index] = index % 2 == 0 ? 0 : 1 }
        }
        let findings = try verify(modelAt: model, demands: ModelDemands(sparsity: 0.5))
        #expect(
            findings.map(\.text) == [
                "the file promises no zeros; its tensors with two or more dimensions count",
                "960 of 1920 weights in 1 tensors are zero (50.00 %)",
                "22 tensors hold finite numbers only",
                "960 zeros of 1920 weights that are meant; sparsity 0.5 needs 960",
            ])
        #expect(findings.allSatisfy { $0.holds })
        #expect(try broken(ModelDemands(pattern: "2:4")) == [])
        #expect(
            try broken(ModelDemands(pattern: "1:4")) == ["fc.weight: 480 of 480 groups violate 1:4"]
        )
    }

    @Test func refusesAPromiseThatCannotBeRead() throws {
        try prune()
        try rewrite(model, metadata: { $0["pdp.model"] = "zeros: many" })
        #expect(throws: SparsityError.invalidPromise(path: model, key: "pdp.model")) {
            try verify(modelAt: model)
        }
    }

    @Test func refusesAFileWithoutAPromisedTensor() throws {
        try prune()
        try rewrite(model, keeping: { $0 != "fc.weight" })
        #expect(
            message { _ = try verify(modelAt: model) } == "'\(model)' has no tensor 'fc.weight'")
    }

    @Test func refusesPatternsThatDoNotExist() throws {
        try prune()
        let text = message {
            _ = try verify(modelAt: model, demands: ModelDemands(pattern: "blocks"))
        }
        // Other tests add patterns of their own to those of the process.
        #expect(
            text?.hasPrefix(
                "there is no pattern 'blocks'; "
                    + "it must be one of unstructured, channels, N:M such as 2:4, Rx1 such as 4x1")
                == true)
    }
}
