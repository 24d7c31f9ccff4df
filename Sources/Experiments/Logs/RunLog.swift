import Foundation
import Reports
import TensorBoardFiles

/// What is logged at the end of an epoch.
struct EpochLog {
    /// The epochs up to this one.
    let records: [EpochRecord]

    /// The steps that are done.
    let step: Int

    /// The pruned layers as they are.
    let layers: () throws -> [LayerRecord]

    /// Some validation images that are taken for another class.
    let wrongImages: () throws -> [WrongImage]
}

/// A picture of an example that the network takes for another class.
struct WrongImage {
    /// The name of its class.
    let label: String

    /// The name of the class that the network takes it for.
    let prediction: String

    /// The picture.
    let picture: PNGImage
}

/// What is logged within an epoch: one line of `steps.jsonl`.
struct StepLog: Codable, Equatable {
    /// The epoch, counted from 1.
    var epoch: Int

    /// The steps of the whole run that are done.
    var step: Int

    /// Loss and metrics of the epoch so far, over the training data.
    var trainingMetrics: [String: Double]

    /// The share of zeros that the masks make.
    var sparsity: Double

    /// The learning rate of the step.
    var learningRate: Double

    /// The seconds that the run has taken.
    var seconds: Double
}

/// Something that a run is logged to. After a failure it is given the next log all the same.
protocol LogSink: AnyObject {
    /// Takes back what was logged after `step`, where the run goes on.
    func begin(afterStep step: Int) throws

    /// Logs the end of an epoch.
    func write(_ epoch: EpochLog) throws

    /// Logs a step within an epoch.
    func write(_ step: StepLog) throws

    /// Logs the end of the run, which leaves these epochs.
    func finish(_ records: [EpochRecord]) throws
}

extension LogSink {
    func begin(afterStep step: Int) throws {}
    func write(_ step: StepLog) throws {}
    func finish(_ records: [EpochRecord]) throws {}
}

/// All that a run is logged to. A failure is told once for each sink, and ends nothing.
final class RunLog {
    private let sinks: [(name: String, sink: any LogSink)]
    private var failed: Set<String> = []
    private let stepInterval: Int

    /// Logs a run of `recipe` in `folder`.
    ///
    /// - Parameters:
    ///   - recipe: Where to log.
    ///   - folder: The folder of the run.
    ///   - recipeText: The whole recipe, for logs that keep it.
    init(
        _ recipe: LogRecipe, in folder: RunFolder, recipeText: @autoclosure () throws -> String
    ) rethrows {
        stepInterval = recipe.stepInterval
        var sinks: [(name: String, sink: any LogSink)] = []
        for sink in recipe.sinks {
            switch sink {
            case .tensorboard:
                sinks.append(("tensorboard", TensorBoardSink(folder: folder.path)))
            case .csv: sinks.append(("csv", CSVSink(path: folder.path + "/metrics.csv")))
            case .mlflow:
                sinks.append(
                    ("mlflow", MLflowSink(folder: folder.path, recipe: try recipeText())))
            }
        }
        if stepInterval > 0 {
            sinks.append(("steps.jsonl", StepLines(path: folder.path + "/steps.jsonl")))
        }
        self.sinks = sinks
    }

    /// Whether steps that are done in the whole run are a number after which they are logged.
    func isDue(afterStep step: Int) -> Bool {
        stepInterval > 0 && step.isMultiple(of: stepInterval)
    }

    /// Lets every sink do something; failures are told to `note`.
    func callAsFunction(_ note: (String) -> Void, _ body: (any LogSink) throws -> Void) {
        for (name, sink) in sinks {
            do {
                try body(sink)
            } catch {
                guard failed.insert(name).inserted else { continue }
                note("the log '\(name)' is not complete: \(error); the run goes on")
            }
        }
    }
}
