import Foundation
import Reports

/// Made-up results to draw, the same in every run.
enum Samples {
    static let summary = RunSummary(
        network: "small-cnn", dataset: "fashion-mnist", method: "pdp", pattern: "unstructured",
        targetSparsity: 0.9, sparsity: 0.9, sparsityOfAllParameters: 0.8981, metrics: [.accuracy],
        results: ["accuracy": 0.9137, "loss": 0.25],
        softResults: ["accuracy": 0.9141, "loss": 0.24],
        denseResults: ["accuracy": 0.9192], epochs: 12, seed: 42, parameters: 390_410,
        nonzeroParameters: 39_781, seconds: 351.4, trainingSeconds: 320.5, device: "cpu",
        version: "0.1.0")

    static let epochs = (1...12).map { epoch in
        let share = Double(epoch) / 12
        return EpochRecord(
            epoch: epoch,
            trainingMetrics: ["loss": 1 - share / 2, "accuracy": 0.7 + share / 4],
            validationMetrics: ["loss": 1 - share / 3, "accuracy": 0.7 + share / 5],
            softMetrics: ["loss": 1 - share / 3, "accuracy": 0.71 + share / 5],
            sparsity: 0.9 * share, learningRate: 0.1 * (1 - share), seconds: 11.7,
            trainingSeconds: 10.5, examplesPerSecond: 5120)
    }

    static let layers = ["features.0.weight", "classifier.weight"].map { path in
        LayerRecord(
            path: path, shape: [10, 20], weightCount: 200, zeroCount: 180, targetSparsity: 0.9,
            threshold: 0.05, temperature: 1e-4,
            histogram: WeightHistogram(of: (0..<200).map { 0.1 * sin(Float($0)) }))
    }

    static let report = RunReport(
        summary: summary, epochs: epochs, layers: layers, pruningStart: 4,
        recipe: "network: small-cnn\n", environment: [.init("LibTorch", "2.13.0")])

    /// The report with all that a run may know besides.
    static let fullReport: RunReport = {
        var report = Samples.report
        report.freezeStart = 11
        for index in 3..<10 {
            report.epochs[index].relativeTemperature = 3 / Double(index)
        }
        report.epochs[5].skippedSteps = 2
        report.epochs[5].lossScale = 16384
        report.classes = (0..<25).map {
            ClassRecord(name: "class \($0)", correctCount: 60 + $0, count: $0 == 3 ? 0 : 100)
        }
        report.summary.denseResults = nil
        report.summary.multiplyAdds = 5_000_000
        report.summary.nonzeroMultiplyAdds = 1_250_000
        report.summary.modelByteCount = 1_570_000
        report.summary.parameterByteCount = 1_561_640
        report.summary.nonzeroParameterByteCount = 159_124
        report.summary.data = DataRecord(
            kind: "idx", folder: "fashion", trainingCount: 60_000, testCount: 10_000, classCount: 25
        )
        report.summary.command = "pdp prune 'my recipe.yaml'"
        report.summary.started = "2026-11-28T15:08:48Z"
        report.summary.initialWeights = InitialWeightsRecord(
            file: "dense.pt", loadedCount: 9, random: [], unused: [], misfits: [],
            results: ["accuracy": 0.9237])
        return report
    }()

    static let comparison = ComparisonChart(
        title: "Accuracy over sparsity", horizontal: Axis("sparsity", format: .percent),
        vertical: Axis("accuracy", format: .percent),
        series: ["PDP", "magnitude"].map { name in
            .init(
                name,
                points: [0.5, 0.8, 0.9].map { .init(x: $0, mean: 1 - $0 / 9, deviation: 0.01) })
        }, reference: ("dense", 0.92))

    /// Values that no axis can show.
    static let unusable: [Double] = [.nan, .infinity, -.infinity, .greatestFiniteMagnitude]
}
