import Pruning
import Reports
import Training

extension TrainingRun {
    /// Whether the checkpoint of the best epoch is kept.
    var keepsBest: Bool { recipe.checkpoints.keepsBest || recipe.result == .best }

    /// Whether the run could end with the network as it is: nothing is pruned, or all zeros are in their
    /// places and, where the recipe fixes masks, stay there.
    private var isFinal: Bool {
        guard let pruner = trainer.pruner else { return true }
        guard freezeEpoch == nil, pruner.method.followsSchedule else {
            return pruner.isFrozen || pruner.method is KeptZeros
        }
        return pruner.isAtTarget
    }

    /// Compares an epoch with the best one before it, where somebody asks.
    func recordBest(_ record: EpochRecord) {
        guard keepsBest || recipe.earlyStop != nil, isFinal else { return }
        best = BestEpoch.better(of: best, and: record, in: trainer.task.metric)
    }

    /// Whether so many epochs have gone by since the best one that the run ends.
    var isOutOfPatience: Bool {
        guard let stop = recipe.earlyStop, let best else { return false }
        return records.count - best.epoch >= stop.epochs(of: recipe.epochs)
    }

    /// Whether the run has ended before its last epoch.
    var hasStoppedEarly: Bool { isOutOfPatience && records.count < recipe.epochs }

    /// Why the run has ended before its last epoch.
    var earlyStopNote: String {
        let metric = trainer.task.metric
        return
            "the run ends after \(records.count) of \(recipe.epochs) epochs: the \(metric.title) was "
            + "best in epoch \(best?.epoch ?? 0)"
    }

    /// Goes back to the network of the best epoch, where the recipe asks for it.
    func takeBest(_ observer: RunObserver) throws {
        guard recipe.result == .best, let best, best.epoch != records.count else { return }
        let path = folder.checkpoints.best
        do {
            let checkpoint = try Checkpoint(path: path)
            guard checkpoint.position.best == best else {
                throw RunError.invalidCheckpoint(
                    path: path, reason: "it is not that of the best epoch, \(best.epoch)")
            }
            try restore(checkpoint, path: path)
            observer.note("the result is the network of epoch \(best.epoch), which was best")
        } catch {
            observer.note("\(error); the result is the network of the last epoch")
        }
    }
}
