import Foundation
import Layers
import Reports
import Tensors
import TestSupport
import Testing
import Training

/// Tasks against PyTorch's losses and plain formulas; `Scripts/golden/tasks.py` wrote the file.
@Suite struct TaskTests {
    private struct Golden: Decodable {
        struct Numbers: Decodable {
            let shape: [Int]
            let values: [Double]
        }

        let outputs: Numbers
        let targets: Numbers
        let loss: Double
        let gradient: Numbers
        let metrics: [String: Double]
    }

    private static let tasks: [String: any LearningTask] = [
        "classification": Classification(), "segmentation": PositionClassification(.segmentation),
        "tagging": PositionClassification(.tagging), "multi-label": MultiLabelClassification(),
        "regression": Regression(), "regression-absolute": Regression(.absolute),
        "regression-huber": Regression(.huber),
    ]

    /// Tasks with weights of the classes, by the names of their cases.
    private static let weighted: [String: any LearningTask] = [
        "segmentation-weighted": PositionClassification(.segmentation, classWeights: [0.5, 2, 1]),
        "tagging-weighted": PositionClassification(.tagging, classWeights: [0.5, 2, 1, 0.25]),
    ]

    private let cases: [String: Golden]

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Golden/tasks.json")
        cases = try JSONDecoder().decode([String: Golden].self, from: Data(contentsOf: file))
    }

    /// Outputs that gradients flow to, and targets: whole numbers where they are classes.
    private func tensors(_ golden: Golden, name: String) throws -> (outputs: Tensor, batch: Batch) {
        let outputs = try Tensor(golden.outputs.values, shape: golden.outputs.shape)
        let values = golden.targets.values
        let targets =
            name.hasPrefix("regression")
            ? try Tensor(values, shape: golden.targets.shape)
            : try Tensor(values.map { Int64($0) }, shape: golden.targets.shape)
        return (outputs, Batch(inputs: ["x": outputs], targets: ["y": targets]))
    }

    @Test(arguments: (Array(tasks.keys) + weighted.keys).sorted()) func equalsPyTorch(
        name: String
    ) throws {
        let golden = try #require(cases[name])
        let task = try #require(Self.tasks[name] ?? Self.weighted[name])
        let (outputs, batch) = try tensors(golden, name: name)
        try outputs.setRequiresGradient(true)
        let loss = try task.loss(of: ["out": outputs], targets: batch.targets)
        try loss.backward()
        let gradient = try #require(try outputs.gradient).elements(as: Double.self)
        // A few dozen roundings of numbers of the size of 1, in double precision.
        let tolerance = 64 * 0x1p-52
        // Counts of positions go through single precision, exact up to 2²⁴.
        #expect(try abs(withoutGradients { try loss.item() } - golden.loss) < tolerance)
        #expect(zip(gradient, golden.gradient.values).allSatisfy { abs($0 - $1) < tolerance })
    }

    @Test(arguments: tasks.keys.sorted()) func metricsEqualTheirFormulas(name: String) throws {
        let (golden, task) = (try #require(cases[name]), try #require(Self.tasks[name]))
        let (outputs, batch) = try tensors(golden, name: name)
        let tally = try Tally(of: task, device: .cpu)
        // In batches of one, so that sums are added up.
        for index in 0..<batch.count {
            let example = try batch.targets.mapTensors { try $0.narrowed(0, to: index..<index + 1) }
            let one = NamedTensors([("out", try outputs.narrowed(0, to: index..<index + 1))])
            try tally.add(
                outputs: one, batch: Batch(inputs: one, targets: example),
                loss: task.evaluationLoss(of: one, targets: example))
        }
        let values = try tally.values
        #expect(Set(task.metrics.map(\.name)) == Set(golden.metrics.keys))
        for (metric, value) in golden.metrics {
            #expect(abs(try #require(values[metric]) - value) < 256 * 0x1p-52, "\(metric)")
        }
        #expect(abs(try #require(values["loss"]) - golden.loss) < 256 * 0x1p-52)
    }

    @Test(arguments: weighted.keys.sorted()) func weightsChangeNothingThatIsMeasured(
        name: String
    ) throws {
        let (golden, task) = (try #require(cases[name]), try #require(Self.weighted[name]))
        let plain = try #require(Self.tasks["\(name.prefix { $0 != "-" })"])
        let (outputs, batch) = try tensors(golden, name: name)
        func tally(_ task: any LearningTask) throws -> [String: Double] {
            let tally = try Tally(of: task, device: .cpu)
            let outputs = NamedTensors([("out", outputs)])
            try tally.add(
                outputs: outputs, batch: batch,
                loss: task.evaluationLoss(of: outputs, targets: batch.targets))
            return try tally.values
        }
        #expect(try tally(task) == tally(plain))
        #expect(abs(try #require(tally(task)["loss"]) - golden.loss) > 1e-3)
    }

    /// The losses of two halves, each counted by its weights, make the loss of the whole.
    @Test(arguments: weighted.keys.sorted()) func partsAreCountedByTheirWeights(
        name: String
    ) throws {
        let (golden, task) = (try #require(cases[name]), try #require(Self.weighted[name]))
        let (outputs, batch) = try tensors(golden, name: name)
        let parts = try [0..<1, 1..<batch.count].map { range in
            let targets = try batch.targets.mapTensors { try $0.narrowed(0, to: range) }
            let loss = try task.loss(of: ["out": outputs.narrowed(0, to: range)], targets: targets)
            let terms = try #require(try task.trainingTermCount(of: targets))
            return (loss: try loss.item(), terms: try terms.item())
        }
        let sum = parts.reduce(0) { $0 + $1.loss * $1.terms }
        #expect(abs(sum / parts.reduce(0) { $0 + $1.terms } - golden.loss) < 256 * 0x1p-52)
    }

    @Test(arguments: [[], [0.5, 2]]) func positionsThatAreAllIgnoredCostNothing(
        weights: [Double]
    ) throws {
        let labels = try Tensor([Int64](repeating: -100, count: 3), shape: [1, 3])
        let task = PositionClassification(.tagging, classWeights: weights)
        let loss = try task.loss(of: ["y": Tensor.randomNormal([1, 3, 2])], targets: ["t": labels])
        #expect(try loss.item() == 0)
    }

    @Test(arguments: [0, 0.1]) func examplesThatAllWeighNothingCostNothing(
        smoothing: Double
    ) throws {
        let task = Classification(labelSmoothing: smoothing, classWeights: [0, 2])
        let outputs = try Tensor.randomNormal([3, 2])
        try outputs.setRequiresGradient(true)
        let labels = try Tensor([Int64](repeating: 0, count: 3), shape: [3])
        let loss = try task.loss(of: ["logits": outputs], targets: ["labels": labels])
        try loss.backward()
        #expect(try withoutGradients { try loss.item() } == 0)
        let gradient = try #require(try outputs.gradient).elements(as: Float.self)
        #expect(gradient.allSatisfy { $0 == 0 })
    }

    @Test func regressionTakesAMissingAxisButNoOther() throws {
        let column = try Tensor([1.0, 2], shape: [2, 1])
        let loss = try Regression().loss(
            of: ["y": column], targets: ["t": Tensor([1.0, 4], shape: [2])])
        #expect(try loss.item() == 2)
        let text = message {
            _ = try Regression().loss(
                of: ["y": column], targets: ["t": Tensor([1.0, 4, 5], shape: [3])])
        }
        #expect(
            text
                == "the network gives numbers of the shape [2, 1] and the targets have the shape [3]; "
                + "both must be equal but for axes of length 1")
    }

    @Test func severalOutputsNeedAName() throws {
        let tensor = try Tensor([0.0, 1], shape: [1, 2])
        let outputs: NamedTensors = ["main": tensor, "auxiliary": tensor]
        let targets: NamedTensors = ["label": try Tensor([Int64(1)], shape: [1])]
        #expect(
            message { _ = try Classification().loss(of: outputs, targets: targets) }
                == "one of the outputs is needed; they are 'main', 'auxiliary'")
        #expect(
            message { _ = try Classification(output: "head").loss(of: outputs, targets: targets) }
                == "there is no 'head' among the outputs; they are 'main', 'auxiliary'")
        #expect(throws: Never.self) {
            try Classification(output: "main", target: "label").loss(of: outputs, targets: targets)
        }
    }
}
