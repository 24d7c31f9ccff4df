import Files
import Layers
import Models
import Optimization
import Pruning
import Tensors
import Training

extension Recipe {
    /// The checksum of the files that a run begins with; `nil` where there are none.
    var beginning: String? {
        get throws {
            let files = [NetworkFile(network)?.path, initialWeights].compactMap { $0 }
            guard !files.isEmpty else { return nil }
            var all = Checksum()
            for file in files { all.add(text: try Checksum(ofFile: file).digits) }
            return all.digits
        }
    }
}

extension TrainingRun {
    /// Where a run goes on.
    typealias Start = (epoch: Int, step: Int, tally: Tally)

    /// Starts a new run in the folder.
    func begin() throws -> Start {
        guard !folder.isInUse else { throw RunError.folderInUse(folder.path) }
        try AtomicFile.write(try recipe.yaml.utf8, to: folder.recipe)
        hasWrittenRecipe = true
        return (0, 0, try Tally(of: trainer.task, device: device))
    }

    /// Goes back to the last checkpoint in the folder, or to the start where there is none.
    func resume(observer: RunObserver) throws -> Start {
        guard folder.isInUse else {
            observer.note("there is no run in '\(folder.path)' to go on with; a new one starts")
            return try begin()
        }
        guard folder.hasCheckpoint else {
            try recipe.checkIsWritten(as: folder.writtenRecipe(), in: folder.path)
            return (0, 0, try Tally(of: trainer.task, device: device))
        }
        let (checkpoint, path) = try lastCheckpoint(observer)
        let position = checkpoint.position
        try recipe.checkIsWritten(as: position.recipe, in: folder.path)
        try folder.check(position.data, against: data.identity)
        guard position.beginning == nil || position.beginning == beginning else {
            throw RunError.invalidCheckpoint(
                path: path,
                reason: "the files that the run began with, 'network' or 'initialWeights', are "
                    + "others now")
        }
        isOfUnknownData = position.data == nil && data.identity != nil
        guard fits(position) else {
            throw RunError.invalidCheckpoint(
                path: path, reason: "its place lies outside the run")
        }
        try restore(checkpoint, path: path)
        if let startRule = position.startRule { follow(startRule) }
        do {
            try trainer.optimizer.restore(checkpoint.optimizer)
        } catch let error as OptimizationError {
            throw RunError.invalidCheckpoint(path: path, reason: error.description)
        }
        if let scale = position.gradientScale { trainer.scaler = GradientScaler(scale) }
        try takeUpRandomNumbers(checkpoint.generators)
        records = position.records
        seconds = position.seconds
        best = position.best
        let tally = try Tally(
            of: trainer.task, stored: checkpoint.tally, count: position.tallyCount, device: device)
        guard let tally, Set(checkpoint.tally.map(\.name)) == Set(position.tallyNames) else {
            throw RunError.invalidCheckpoint(path: path, reason: "its sums are missing")
        }
        if path == folder.checkpoint { goOn(from: position, observer: observer) }
        return (position.epoch, position.stepsDone, tally)
    }

    /// The newest checkpoint that can be read, and its path. Those that cannot are told of.
    ///
    /// - Throws: Why the newest cannot be read, where none can.
    private func lastCheckpoint(
        _ observer: RunObserver
    ) throws -> (checkpoint: Checkpoint, path: String) {
        var reasons: [any Error] = []
        for path in folder.checkpoints.all {
            do {
                let checkpoint = try Checkpoint(path: path)
                if !reasons.isEmpty { observer.note("the run goes on from '\(path)' instead") }
                return (checkpoint, path)
            } catch {
                if !reasons.isEmpty || folder.checkpoints.all.count > 1 {
                    observer.note("\(error)")
                }
                reasons.append(error)
            }
        }
        throw reasons.first
            ?? RunError.invalidCheckpoint(path: folder.checkpoint, reason: "it is not there")
    }

    /// Takes over weights, masks and what the method remembers.
    func restore(_ checkpoint: Checkpoint, path: String) throws {
        try trainer.network.load(checkpoint.network, from: "'\(path)'")
        trainer.pruner?.targetUnitCounts = checkpoint.position.targetUnitCounts
        try trainer.pruner?.method.restore(checkpoint.method)
        try trainer.pruner?.restoreFrozenMasks(checkpoint.frozenMasks)
        try restoreAverage(checkpoint, path: path)
    }

    /// Takes note that the last checkpoint is whole, and makes up for what the run could not do with
    /// it before it ended.
    private func goOn(from position: Checkpoint.Position, observer: RunObserver) {
        checkpointWriter.resume(from: position)
        let isOfEpoch = position.stepsDone == 0 && position.best?.epoch == position.epoch
        guard isOfEpoch, keepsBest, isFirst else { return }
        do {
            try folder.checkpoints.keepAsBest()
        } catch {
            observer.note("\(error); the run goes on")
        }
    }

    private func fits(_ position: Checkpoint.Position) -> Bool {
        let layers = trainer.pruner?.layers ?? []
        let counts = position.targetUnitCounts ?? layers.map { _ in 0 }
        return (0...recipe.epochs).contains(position.epoch)
            && (0..<trainer.stepsPerEpoch).contains(position.stepsDone)
            && counts.count == layers.count
            && zip(counts, layers).allSatisfy { (0...$1.unitsPerGroup).contains($0) }
    }

    /// Begins to save everything that the rest of the run depends on.
    func startCheckpoint(
        epoch: Int, stepsDone: Int, tally: Tally, isBest: Bool = false
    ) throws {
        // At the end of an epoch the processes were compared before the evaluation.
        if stepsDone > 0 { try trainer.checkProcesses() }
        let tally = try tally.total(over: processes)
        let generators = try randomNumbers()
        guard isFirst else { return }
        let position = Checkpoint.Position(
            epoch: epoch, stepsDone: stepsDone, tallyCount: tally.count,
            tallyNames: tally.stored.map(\.name), seconds: seconds,
            targetUnitCounts: trainer.pruner?.targetUnitCounts, startRule: startRule,
            records: records, recipe: try recipe.yaml, data: data.identity,
            beginning: beginning, best: best, averageStepCount: average?.stepCount,
            gradientScale: trainer.scaler?.state)
        try checkpointWriter.start(
            Checkpoint(
                position: position, network: trainer.network.stateDictionary(),
                optimizer: trainer.optimizer.state, method: trainer.pruner?.method.state ?? [],
                frozenMasks: trainer.pruner?.frozenMasks ?? [], average: average?.state ?? [],
                tally: tally.stored, generators: generators), isBest: isBest)
        checkpointClock.restart()
    }

    /// Saves when `count` epochs are done, if it is time or the run may end with the last of them, and ends
    /// the run where the observer asks for it.
    ///
    /// - Throws: ``RunError/interrupted(folder:)``
    func writeCheckpoint(afterEpoch count: Int, tally: Tally, observer: RunObserver) throws {
        let isInterrupted = try isInterrupted(observer)
        let isBest = keepsBest && best?.epoch == count
        let isLast = count == recipe.epochs || isOutOfPatience || isInterrupted
        if isBest || isLast || checkpointClock.isDue(afterEpoch: count) {
            try startCheckpoint(epoch: count, stepsDone: 0, tally: tally, isBest: isBest)
        }
        if isInterrupted {
            writeMetrics(observer)
            throw interruption(observer)
        }
    }

    /// Waits for the checkpoint that was begun last, and tells of it if it could not be written.
    ///
    /// - Returns: The error that ends the run.
    func interruption(_ observer: RunObserver) -> RunError {
        checkpointWriter.wait()
        tellOfCheckpoints(observer)
        if checkpointWriter.lastFailed {
            observer.note("this checkpoint is not written; the run can go on from one before it")
        }
        return .interrupted(folder: folder.path)
    }
}
