import Datasets
import Experiments
import Foundation
import Layers
import Models
import Reports
import Tensors
import TestSupport
import Testing

@Suite struct InitialWeightsTests {
    private let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    @Test(arguments: ["module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."])
    func namesMayHaveWhatWrappersPutBefore(prefix: String) throws {
        let state = try StateDictionary(path: runs.folder.path("initial.safetensors"))
        let wrapped = runs.folder.path("wrapped.safetensors")
        try StateDictionary(state.tensors.map { (prefix + $0.name, $0.tensor) }).write(to: wrapped)
        var recipe = runs.recipe
        recipe.epochs = 1
        try runs.run(recipe, in: "plain")
        recipe.initialWeights = wrapped
        let summary = try runs.run(recipe, in: "wrapped").summary
        #expect(summary.initialWeights?.loadedCount == state.tensors.count)
        #expect(summary.initialWeights?.random == [])
        for (name, tensor) in try StateDictionary(path: runs.runFolder("plain").model).tensors {
            let other = try StateDictionary(path: runs.runFolder("wrapped").model)[name]
            #expect(try tensor.isEqual(to: #require(other)).minimum().item() == 1)
        }
    }

    @Test(arguments: [Float.nan, .infinity])
    func weightsThatAreNoFiniteNumbersAreRefused(value: Float) throws {
        let state = try StateDictionary(path: runs.folder.path("initial.safetensors"))
        let damaged = runs.folder.path("damaged.safetensors")
        try StateDictionary(
            state.tensors.map { name, tensor in
                (name, name == "conv2.weight" ? try tensor.zerosLike() + Double(value) : tensor)
            }
        ).write(to: damaged)
        var recipe = runs.recipe
        recipe.initialWeights = damaged
        #expect(
            message { try runs.run(recipe, in: "run") }
                == "'conv2.weight' of '\(damaged)' has values that are not finite numbers; training "
                + "cannot start from them")
    }

    @Test func saysThatAPartMayBeAllowed() throws {
        var recipe = runs.recipe
        recipe.network = "resnet20"
        let weights = try #require(recipe.initialWeights)
        let text = message { try runs.run(recipe, in: "run") }
        #expect(text?.hasPrefix("'\(weights)' does not fit the network: ") == true)
        #expect(throws: RunError.self) { try runs.run(recipe, in: "run") }
    }

    @Test func aFoldedNetworkKeepsItsFeaturesForOtherClasses() throws {
        let folder = runs.folder
        let source = try MobileNetV1(inputChannelCount: 1, classCount: 5, variant: .folded)
        let layers = source.namedParameters
        let ordered = try StateDictionary(
            layers.enumerated().map { index, named in
                let kind = named.path.hasSuffix(".bias") ? "bias" : "weight"
                return ("\(index / 2 + 10)_layer.\(kind)", try named.parameter.tensor.detached())
            })
        try ordered.write(to: folder.path("folded.safetensors"))
        var recipe = runs.recipe
        recipe.network = "mobilenet-v1-folded"
        recipe.epochs = 0
        recipe.initialWeights = folder.path("folded.safetensors")
        #expect(throws: RunError.self) { try runs.run(recipe, in: "refused") }
        recipe.allowsPartialWeights = true
        let record = try runs.run(recipe, in: "run").summary.initialWeights
        #expect(record?.loadedCount == layers.count - 2)
        #expect(record?.misfits.map { $0.prefix { $0 != " " } } == ["fc.weight", "fc.bias"])
        recipe.initialWeights = runs.runFolder("run").model
        #expect(try runs.run(recipe, in: "again").summary.initialWeights?.misfits == [])
    }
}
