import ProcessGroups
import Tensors
import Training

extension TrainingRun {
    /// Whether this process writes the files and the lines of the run.
    var isFirst: Bool { processes.map { $0.rank == 0 } ?? true }

    /// Begins the run or goes on with it: all processes at one place, with the same weights.
    ///
    /// - Throws: ``RunError/checkpointNotShared(folder:rank:)``, and what beginning and going on throw.
    func start(resuming isResuming: Bool, observer: RunObserver) throws -> Start {
        func first() throws -> Start {
            try isResuming ? resume(observer: observer) : begin()
        }
        guard let processes else { return try first() }
        var start: Start = (0, 0, try Tally(of: trainer.task, device: device))
        // The first process looks alone: what it writes, others would take for a run.
        let place = try processes.fromFirst("waiting for the first process to begin") {
            start = try first()
            return [start.epoch, start.step]
        }
        if !isFirst {
            // What is dropped out at random is not the same in all shares.
            let word = UInt64(processes.rank) << 32 | UInt64(place[0])
            try LibTorch.seed(recipe.seed &+ word)
        }
        if !isFirst, isResuming, folder.hasCheckpoint {
            start = try resume(observer: observer)
            // The sums of the checkpoint count once.
            start.tally = try Tally(of: trainer.task, device: device)
        }
        guard [start.epoch, start.step] == place else {
            throw RunError.checkpointNotShared(folder: folder.path, rank: processes.rank)
        }
        try trainer.shareBeginning()
        trainer.setBatchNormSynchronized(recipe.synchronizesBatchNorm)
        return start
    }

    /// The states of the random numbers of all processes, in the order of their ranks.
    func randomNumbers() throws -> [Tensor] {
        let own = try LibTorch.generatorState(of: device)
        return try processes?.gather(own, "collecting random numbers") ?? [own]
    }

    /// Goes on with the random numbers of a checkpoint: every process with its own where it is of as many
    /// processes, else the first alone.
    func takeUpRandomNumbers(_ states: [Tensor]) throws {
        let count = processes?.size ?? 1
        let rank = processes?.rank ?? 0
        guard states.count == count || isFirst else { return }
        try LibTorch.setGeneratorState(states[rank], of: device)
    }

    /// Whether one of the processes has been asked to stop; all get the same answer.
    func isInterrupted(_ observer: RunObserver) throws -> Bool {
        let isAsked = observer.isInterrupted()
        return try processes?.any(isAsked, "agreeing to go on") ?? isAsked
    }

    /// What a run does after a step besides the next one.
    enum Wish: Int, Codable {
        case goOn, save, stop
    }

    /// Whether the run stops or saves within an epoch: it saves if it is time and the checkpoint before has
    /// been written. All processes get the same answer, as they would wait for each other otherwise.
    func agreedWish(_ observer: RunObserver) throws -> Wish {
        let isDue = checkpointClock.step() && !checkpointWriter.isBusy
        let wish: Wish = observer.isInterrupted() ? .stop : isFirst && isDue ? .save : .goOn
        guard let processes else { return wish }
        let wishes = try processes.largest(wish.rawValue, "agreeing to go on")
        return Wish(rawValue: wishes) ?? .stop
    }

    /// Compares the weights of all processes every so many steps, beside every checkpoint.
    public func compareProcesses(everySteps count: Int) {
        trainer.checkInterval = max(count, 1)
    }
}

extension Recipe {
    /// Refuses more processes than a batch has examples.
    ///
    /// - Parameter processCount: How many processes share a batch.
    /// - Throws: ``RunError/fewerExamples(batchSize:processCount:)``.
    public func check(processCount: Int) throws {
        guard batchSize >= processCount else {
            throw RunError.fewerExamples(batchSize: batchSize, processCount: processCount)
        }
    }
}

extension RunObserver {
    /// An observer with the same wish to stop that tells nothing: the first process tells it.
    var silent: RunObserver {
        var observer = RunObserver()
        observer.isInterrupted = isInterrupted
        return observer
    }
}
