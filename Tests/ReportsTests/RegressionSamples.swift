import Foundation
import Reports

/// Made-up results of a regression, for what is judged by numbers of which less is better.
enum RegressionSamples {
    static let metrics = [
        Metric("rootMeanSquaredError", title: "root mean squared error", isBetterLarger: false),
        Metric("meanAbsoluteError", title: "mean absolute error", isBetterLarger: false),
        Metric("r2", title: "R²"),
    ]

    static let report: RunReport = {
        var summary = RunSummary(
            network: "small-cnn", dataset: "prices", method: "pdp", pattern: "unstructured",
            targetSparsity: 0.9, sparsity: 0.9, sparsityOfAllParameters: 0.8981, metrics: metrics,
            results: values(error: 0.25), softResults: values(error: 0.24),
            denseResults: values(error: 0.2), epochs: 12, seed: 42, parameters: 390_410,
            nonzeroParameters: 39_781, seconds: 351.4, trainingSeconds: 320.5, device: "cpu",
            version: "0.1.0")
        summary.exampleName = "row"
        let epochs = (1...12).map { epoch in
            let error = 0.22 + 2 * exp(-Double(epoch) / 2) + 0.0025 * Double(epoch)
            return EpochRecord(
                epoch: epoch, trainingMetrics: values(error: 0.8 * error),
                validationMetrics: values(error: error),
                softMetrics: values(error: error - 0.001 * Double(epoch)),
                sparsity: min(0.9, 0.12 * Double(epoch - 1)), learningRate: 0.1 / Double(epoch),
                seconds: 11.7, trainingSeconds: 10.5, examplesPerSecond: 5120)
        }
        return RunReport(
            summary: summary, epochs: epochs, layers: Samples.layers, pruningStart: 2,
            freezeStart: 9, recipe: "network: small-cnn\n")
    }()

    static func values(error: Double) -> [String: Double] {
        [
            "loss": error * error, "rootMeanSquaredError": error, "meanAbsoluteError": 0.8 * error,
            "r2": 1 - error * error / 4,
        ]
    }
}
