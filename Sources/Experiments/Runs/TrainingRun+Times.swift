import Files
import Layers
import Pruning
import Reports
import Training

extension TrainingRun {
    /// What deserves a line before training starts, or goes on.
    var notes: [String] {
        let notes =
            dataNotes + weightNotes + teacherNotes + zeroNotes + referenceNotes
            + (foldedBatchNormNote.map { [$0] } ?? [])
        guard let startEpoch = trainer.pruner?.startEpoch, records.count <= startEpoch else {
            return notes
        }
        return notes + (rampNote(startEpoch: startEpoch).map { [$0] } ?? [])
    }

    /// What was found out about the data, and whether the run has learned from them so far.
    private var dataNotes: [String] {
        let unknown =
            isOfUnknownData
            ? ["the checkpoint does not say what its data were; these are taken for the same"] : []
        return unknown
            + (records.isEmpty ? data.notes + validationNotes + data.skipped.remarks : [])
    }

    /// Which examples decide while training; nothing where nothing is decided.
    private var validationNotes: [String] {
        let (count, name) = (data.validationCount, data.input.exampleName)
        guard count > 0 else {
            guard recipe.choosesByMetric else { return [] }
            return [
                "the test \(name)s decide while training, as there are no validation \(name)s; what is "
                    + "measured on them at the end is too good"
            ]
        }
        let rest =
            switch recipe.data.measuredOn {
            case .test: "decide while training; the test \(name)s are measured at the end"
            case .validation: "decide, and measure the result; the test \(name)s are left alone"
            }
        return ["\(NumberText.count(count)) validation \(name)s \(rest)"]
    }

    /// What was made of the order of the teacher's classes.
    private var teacherNotes: [String] {
        guard records.isEmpty, trainer.distillation?.teacherOrder != nil,
            let teacher = recipe.distillation?.teacher
        else { return [] }
        return ["the classes of '\(teacher)' are put into the order of the data"]
    }

    /// The zeros that the initial weights have and the run keeps.
    private var zeroNotes: [String] {
        let count = trainer.pruner?.heldZeroCount ?? 0
        guard records.isEmpty, count > 0 else { return [] }
        return ["\(NumberText.count(count)) zeros of the initial weights are kept"]
    }

    /// That the dense run says nothing of what this one is judged by.
    private var referenceNotes: [String] {
        let metric = trainer.task.metric
        guard let results = context.denseResults, results[metric.name] == nil else { return [] }
        return ["the dense run has no \(metric.title); nothing is compared with it"]
    }

    /// Warns once, when the zeros have been shared out, of layers that keep almost nothing.
    func tellWarnings(_ observer: RunObserver) {
        guard !hasWarned, let pruner = trainer.pruner, pruner.targetUnitCounts != nil,
            pruner.reallocation == .never || pruner.isAtTarget, let plan = try? pruner.plan()
        else { return }
        hasWarned = true
        plan.warnings.forEach(observer.note)
    }

    /// Which part of a file the initial weights are, what of them was not as the network has it, and
    /// what was made of the files beside them.
    private var weightNotes: [String] {
        guard let initialWeights, records.isEmpty else { return [] }
        var notes: [String] = []
        if let origin = weightsOrigin, !origin.otherMembers.isEmpty {
            let others = origin.otherMembers.map(\.quotedOnOneLine).joined(separator: ", ")
            let used = origin.member.map { "'\($0.onOneLine)'" } ?? "the file itself"
            notes.append(
                "initial weights: \(used) is used; stateKey can choose another: \(others)")
        }
        if !initialWeights.isComplete { notes.append("initial weights: \(initialWeights)") }
        return notes + nameNotes + publishedNotes + [couplingNote].compactMap { $0 }
    }

    /// The epoch, counted from 0, in which the masks are fixed; `nil` for none.
    var freezeEpoch: Int? {
        recipe.pruning?.freezeEpoch(
            epochCount: recipe.epochs, stepsPerEpoch: trainer.stepsPerEpoch)
    }

    /// Fixes the masks if `epoch` belongs to the fine-tuning at the end.
    func freezeMasks(ifDueIn epoch: Int) throws {
        guard let freezeEpoch, epoch >= freezeEpoch, let pruner = trainer.pruner, !pruner.isFrozen
        else { return }
        try pruner.freezeMasks()
        try average?.restart()
    }

    /// Lets the start rule see the metrics at the end of an epoch, and starts pruning if it says so.
    func recordStart(_ metrics: [String: Double], observer: RunObserver) {
        guard var rule = startRule, let name = rule.metric else { return }
        let wasOpen = rule.startEpoch == nil
        rule.record(metrics)
        follow(rule)
        if wasOpen, let epoch = rule.startEpoch, epoch < recipe.epochs {
            observer.note("pruning starts in epoch \(epoch + 1)")
            rampNote(startEpoch: epoch).map(observer.note)
        } else if rule.startEpoch ?? recipe.epochs >= recipe.epochs,
            records.count == freezeEpoch ?? recipe.epochs
        {
            let metric = (trainer.task.metrics + [.loss]).first { $0.name == name }
            observer.note(
                "the \(metric?.title ?? name) has not started pruning by the end of epoch "
                    + "\(records.count); all zeros are made at once")
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
        let stepCount = trainer.stepsPerEpoch
        let last = pruner.method.lastCut(upTo: end * stepCount - 1).flatMap { step in
            TrainingMoment(
                epoch: step / stepCount, step: step % stepCount, stepsPerEpoch: stepCount
            ).since(epoch: startEpoch, step: pruner.startStep)
        }
        let progress = last.map(pruner.schedule.progress) ?? 0
        // The last step of a ramp in steps is a little below its end.
        guard progress < 0.99 else { return nil }
        return "the ramp has made \(NumberText.percent(progress)) of the zeros by the "
            + "end of epoch \(end); the others are made at once"
    }
}
