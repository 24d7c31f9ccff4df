import Layers
import Pruning
import Reports

extension TrainingRun {
    /// What deserves a line before training starts, or goes on.
    var notes: [String] {
        guard let startEpoch = trainer.pruner?.startEpoch, records.count <= startEpoch else {
            return startNotes
        }
        return startNotes + (rampNote(startEpoch: startEpoch).map { [$0] } ?? [])
    }

    /// What deserves a line before the first step.
    private var startNotes: [String] { weightNotes + (foldedBatchNormNote.map { [$0] } ?? []) }

    /// What of the initial weights was not as the network has it.
    private var weightNotes: [String] {
        guard let initialWeights, records.isEmpty, !initialWeights.isComplete else { return [] }
        return ["initial weights: \(initialWeights)"]
    }

    /// The epoch, counted from 0, in which the masks are fixed; `nil` for none.
    private var freezeEpoch: Int? {
        guard let count = recipe.pruning?.fineTuneEpochs, count > 0 else { return nil }
        return recipe.epochs - count
    }

    /// Fixes the masks if `epoch` belongs to the fine-tuning at the end.
    func freezeMasks(ifDueIn epoch: Int) throws {
        if let freezeEpoch, epoch >= freezeEpoch { try trainer.pruner?.freezeMasks() }
    }

    /// Lets the start rule see the accuracy at the end of an epoch, and starts pruning if it says so.
    func recordStart(accuracy: Double, observer: RunObserver) {
        guard recipe.pruning?.startAccuracy != nil, var rule = startRule else { return }
        let wasOpen = rule.startEpoch == nil
        rule.record(accuracy: accuracy)
        follow(rule)
        if wasOpen, let epoch = rule.startEpoch, epoch < recipe.epochs {
            observer.note("pruning starts in epoch \(epoch + 1)")
            rampNote(startEpoch: epoch).map(observer.note)
        } else if rule.startEpoch ?? recipe.epochs >= recipe.epochs,
            records.count == freezeEpoch ?? recipe.epochs
        {
            observer.note(
                "the accuracy has not started pruning by the end of epoch \(records.count); "
                    + "all zeros are made at once")
        }
    }

    /// Takes over a rule and the start that it says.
    func follow(_ rule: StartRule) {
        startRule = rule
        trainer.pruner?.startEpoch = rule.startEpoch
    }

    /// A warning where the ramp has not reached its target when training, or fine-tuning, ends it.
    private func rampNote(startEpoch: Int) -> String? {
        guard let pruner = trainer.pruner, pruner.method.followsSchedule else { return nil }
        let end = freezeEpoch ?? recipe.epochs
        let stepCount = trainer.source.batchCount
        let last = TrainingMoment(epoch: end - 1, step: stepCount - 1, stepsPerEpoch: stepCount)
            .since(epoch: startEpoch, step: pruner.startStep)
        let progress = last.map(pruner.schedule.progress) ?? 0
        // The last step of a ramp in steps is a little below its end.
        guard progress < 0.99 else { return nil }
        return "the ramp has made \(NumberText.percent(progress, places: 0)) of the zeros by the "
            + "end of epoch \(end); the others are made at once"
    }
}
