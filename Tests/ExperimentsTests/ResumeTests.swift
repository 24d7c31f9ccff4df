import Experiments
import Files
import Foundation
import Optimization
import Pruning
import Reports
import TensorFiles
import Tensors
import TestSupport
import Testing

/// A run that is stopped and resumed ends with the bytes of one that was not.
@Suite struct ResumeTests {
    let runs: SmallRuns

    init() throws { runs = try SmallRuns() }

    /// Settings with which a method changes its state within the few steps of a small run.
    static let options: [String: [String: Double]] = [
        "rigl": ["interval": 2], "granet": ["interval": 2], "ac-dc": ["phase-epochs": 1],
        "str": ["initial-logit": -5],
    ]

    static let methods: [(name: String, pattern: String)] =
        PruningMethods.all.map { method in
            let patterns: [PatternFamily: String] = [
                .unstructured: "unstructured", .nOfM: "2:4", .channels: "channels",
            ]
            return (method.name, patterns[method.patterns[0]] ?? "")
        } + ["pdp", "ste", "rigl", "cs", "ac-dc"].map { ($0, "4x1") }

    private func expectEqualModels(_ recipe: Recipe, stoppingAfter stepCount: Int) throws {
        let whole = try runs.run(recipe, in: "whole").epochs
        let text = message {
            try runs.run(recipe, in: "parts", stoppingAfter: stepCount)
        }
        let folder = runs.runFolder("parts")
        #expect(text == "interrupted; the run in '\(folder.path)' can be resumed")
        #expect(throws: FileError.self) { try runs.model("parts") }
        let parts = try runs.run(recipe, in: "parts", resuming: true).epochs
        #expect(try runs.model("whole") == runs.model("parts"))
        #expect(parts.map(\.trainingMetrics) == whole.map(\.trainingMetrics))
        #expect(parts.map(\.validationMetrics) == whole.map(\.validationMetrics))
    }

    @Test(arguments: [1, 3, 4, 5, 6, 8, 9]) func denseTrainingGoesOnExactly(stepCount: Int) throws {
        try expectEqualModels(runs.recipe, stoppingAfter: stepCount)
    }

    /// The time before an interruption belongs to the epoch, as do the examples.
    @Test(arguments: [nil, 1, 5]) func timesAddUp(stepCount: Int?) throws {
        if let stepCount {
            _ = message { try runs.run(runs.recipe, in: "run", stoppingAfter: stepCount) }
        }
        let report = try runs.run(runs.recipe, in: "run", resuming: true)
        let (summary, epochs) = (report.summary, report.epochs)
        #expect(summary.seconds == epochs.reduce(0) { $0 + $1.seconds })
        #expect(summary.trainingSeconds == epochs.reduce(0) { $0 + $1.trainingSeconds })
        for epoch in epochs {
            #expect(epoch.trainingSeconds > 0 && epoch.trainingSeconds < epoch.seconds)
            #expect((epoch.examplesPerSecond * epoch.trainingSeconds).rounded() == 80)
        }
    }

    /// The wish comes with the last step of an epoch, which is still measured.
    @Test(arguments: [3, 6, 9]) func goesOnBetweenTwoEpochs(stepCount: Int) throws {
        try expectEqualModels(runs.recipe(method: "pdp"), stoppingAfter: stepCount)
    }

    /// Also to the last bit of what is measured, which decides which epoch is best.
    @Test(arguments: ["unstructured", "2:4", "4x1", "channels"])
    func fixedMasksGoOnExactly(pattern: String) throws {
        var recipe = runs.recipe(method: "pdp", pattern: pattern)
        recipe.pruning?.ramp = .epochs(1)
        recipe.pruning?.freeze = .epochs(1)
        try expectEqualModels(recipe, stoppingAfter: 8)
    }

    /// What the loss is scaled by goes on too: nine steps in a row, of which five come after the interruption.
    @Test(arguments: [Autocast.bfloat16, .float16])
    func mixedPrecisionGoesOnExactly(autocast: Autocast) throws {
        var recipe = runs.recipe(method: "pdp")
        recipe.autocast = autocast
        try expectEqualModels(recipe, stoppingAfter: 4)
        let scales = try ["whole", "parts"].map { name in
            let file = try SafetensorsFile(path: runs.runFolder(name).checkpoint)
            return try JSONDecoder().decode(
                Position.self, from: Data(try #require(file.metadata["pdp.checkpoint"]).utf8)
            ).gradientScale
        }
        var expected = GradientScaler.State()
        for _ in 0..<9 { expected.update(areFinite: true) }
        #expect(scales == Array(repeating: autocast == .float16 ? expected : nil, count: 2))
    }

    private struct Position: Decodable {
        let gradientScale: GradientScaler.State?
    }

    @Test(arguments: methods)
    func everyMethodGoesOnExactly(name: String, pattern: String) throws {
        var recipe = runs.recipe(
            method: name, pattern: pattern, options: Self.options[name] ?? [:])
        if name == "network-slimming" { recipe.pruning?.excluded = ["fc"] }
        try expectEqualModels(recipe, stoppingAfter: 5)
    }
}
