import Experiments
import Files
import Foundation
import Layers
import Models
import Pruning
import Reports
import TensorFiles
import Tensors
import TestSupport
import Testing

@Suite struct RunPlanTests {
    @Test(arguments: ["unstructured", "2:4-padded", "channels"])
    func saysWhatTheRunWillWrite(pattern: String) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp", pattern: pattern)
        recipe.pruning?.start = .epochs(0)
        let run = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
        let plan = try run.plan()
        let report = try run.run()

        let file = try SafetensorsFile(path: runs.runFolder("a").model)
        let layers = try #require(plan.pruning?.layers)
        for layer in layers {
            #expect(try file.sparsity(of: layer.paths[0]).zeroCount == layer.zeroCount)
        }
        #expect(try readFile(at: runs.runFolder("a").model).count == plan.modelByteCount)
        #expect(plan.parameterCount == report.summary.parameters)
        #expect(plan.nonzeroParameterCount == report.summary.nonzeroParameters)
        #expect(plan.pruning?.sparsity == report.summary.sparsity)
        #expect(plan.multiplyAdds == 13_824 + 165_888 + 165_888 + 165_888 + 1_920)
        #expect(plan.notes.isEmpty)
    }

    /// The classifier has ten outputs: the last two have a mask of their own.
    @Test func saysWhatARunWithBlocksWillWrite() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp", pattern: "4x1")
        recipe.pruning?.start = .epochs(0)
        recipe.pruning?.keepsFirstDense = true
        let run = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
        let plan = try run.plan()
        let report = try run.run()
        let layers = try #require(plan.pruning?.layers)
        #expect(
            layers.map(\.name) == [
                "conv1.weight", "conv2.weight", "conv3.weight", "conv4.weight", "fc.weight[0-7]",
                "fc.weight[8-9]",
            ])
        #expect(layers.first?.zeroCount == 0)
        let file = try SafetensorsFile(path: runs.runFolder("a").model)
        for path in Set(layers.flatMap(\.paths)) {
            let planned = layers.filter { $0.paths == [path] }.reduce(0) { $0 + $1.zeroCount }
            #expect(try file.sparsity(of: path).zeroCount == planned)
        }
        #expect(try readFile(at: runs.runFolder("a").model).count == plan.modelByteCount)
        #expect(plan.nonzeroParameterCount == report.summary.nonzeroParameters)
        #expect(plan.pruning?.sparsity == report.summary.sparsity)
    }

    @Test func saysWhatMayStillChange() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.ramp = .epochs(4)
        let notes = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
            .plan().notes
        let weights = runs.folder.path("initial.safetensors")
        #expect(
            notes == [
                "the targets of single layers come from the weights of '\(weights)' and will "
                    + "follow the trained ones; their total is exact",
                "the ramp has made 50.00 % of the zeros by the end of epoch 3; "
                    + "the others are made at once",
            ])
    }

    @Test func showsADenseNetwork() throws {
        let runs = try SmallRuns()
        let plan = try TrainingRun(
            recipe: runs.recipe, data: runs.data, folder: runs.runFolder("a")
        ).plan()
        #expect(plan.pruning == nil)
        #expect(plan.excluded.count == 5)
        #expect(plan.excluded.allSatisfy { $0.reason == "the recipe does not prune" })
        #expect(plan.remainingMultiplyAdds == plan.multiplyAdds)
        #expect(plan.nonzeroParameterCount == plan.parameterCount)
    }

    @Test func isFollowedAfterItWasEdited() throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "gradual-magnitude")
        let first = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
        var plan = try #require(try first.plan().pruning)
        for index in plan.layers.indices { plan.layers[index].sparsity = 0.25 }
        plan.layers[0].sparsity = 0
        let path = runs.folder.path("plan.json")
        try AtomicFile.write(plan.json(), to: path)
        recipe.pruning?.plan = path

        let summary = try runs.run(recipe, in: "b").summary

        #expect(summary.sparsity == plan.sparsity)
        #expect(summary.targetSparsity == plan.sparsity)
        #expect(try verify(modelAt: runs.runFolder("b").model).allSatisfy(\.holds))
    }

    @Test(arguments: [
        ("{", "the pruning plan is not JSON at the top"),
        ("[]", "the pruning plan has a value that is not of type"),
    ])
    func refusesABadFile(json: String, text: String) throws {
        let runs = try SmallRuns()
        var recipe = runs.recipe(method: "pdp")
        recipe.pruning?.plan = runs.folder.path("plan.json")
        func make() throws {
            _ = try TrainingRun(recipe: recipe, data: runs.data, folder: runs.runFolder("a"))
        }
        #expect(throws: FileError.self) { try make() }
        try AtomicFile.write(json.utf8, to: runs.folder.path("plan.json"))
        #expect(message(of: make)?.hasPrefix(text) == true)
    }
}
