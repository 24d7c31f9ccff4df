import Experiments
import FileCommands
import Foundation
import Reports
import Training

/// Shows a run on the standard error: one line that is redrawn on a terminal, a line per epoch
/// elsewhere.
final class ProgressDisplay {
    private let name: String
    private var meter: ProgressMeter<ContinuousClock>?
    private var lastDrawn = ContinuousClock.now - .seconds(1)

    /// Shows a run called `name`.
    init(name: String) {
        self.name = name
    }

    /// An observer that draws, and that stops the run when `interruption` asks for it.
    func observer(interruption: Interruption) -> RunObserver {
        var observer = RunObserver()
        observer.didStep = { [self] in try show($0) }
        observer.didFinishEpoch = { [self] in show($0) }
        observer.note = { Console.write($0) }
        observer.isInterrupted = { interruption.isRequested }
        return observer
    }

    private var epochCount = 0
    private var exampleName = "example"
    private var metric = Metric.accuracy

    private func show(_ progress: StepProgress) throws {
        epochCount = progress.epochCount
        exampleName = progress.exampleName
        metric = progress.tally.task.metric
        let completed = progress.epoch * progress.stepsPerEpoch + progress.stepsDone
        if meter == nil {
            meter = ProgressMeter(
                stepCount: progress.epochCount * progress.stepsPerEpoch, completed: completed - 1)
        }
        meter?.record(completed: completed)
        guard Console.isTerminal, ContinuousClock.now - lastDrawn > .milliseconds(100) else {
            return
        }
        lastDrawn = .now
        var line = ProgressLine(
            epoch: progress.epoch + 1, epochCount: progress.epochCount, batch: progress.stepsDone,
            batchCount: progress.stepsPerEpoch, loss: try progress.tally.meanLoss,
            score: try progress.tally.score, sparsity: progress.sparsity,
            examplesPerSecond: meter?.stepsPerSecond.map { $0 * Double(progress.batchSize) },
            timeLeft: meter?.timeLeft)
        line.exampleName = exampleName
        line.metric = metric
        Console.redraw(line.rendered(width: Console.width))
    }

    private func show(_ record: EpochRecord) {
        Console.clearLine()
        let line = EpochLine(
            name: name, record: record, metric: metric, epochCount: epochCount,
            exampleName: exampleName, timeLeft: meter?.timeLeft)
        Console.write(line.rendered(width: Console.errorWidth))
    }
}
