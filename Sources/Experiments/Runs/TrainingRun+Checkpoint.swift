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
        return (0, 0, try Tally(of: trainer.task, device: device))
    }

    /// Goes back to the last checkpoint in the folder, or to the start where there is none.
    func resume(observer: RunObserver) throws -> Start {
        guard folder.isInUse else {
            observer.note("there is no run in '\(folder.path)' to go on with; a new one starts")
            return try begin()
        }
        guard folder.hasCheckpoint else {
            guard try recipe.isWritten(as: folder.writtenRecipe()) else {
                throw RunError.differentRecipe(folder: folder.path)
            }
            return (0, 0, try Tally(of: trainer.task, device: device))
        }
        let checkpoint = try Checkpoint(path: folder.checkpoint)
        let position = checkpoint.position
        guard try recipe.isWritten(as: position.recipe) else {
            throw RunError.differentRecipe(folder: folder.path)
        }
        try folder.check(position.data, against: data.identity)
        guard position.beginning == nil || position.beginning == beginning else {
            throw RunError.invalidCheckpoint(
                path: folder.checkpoint,
                reason: "the files that the run began with, 'network' or 'initialWeights', are "
                    + "others now")
        }
        isOfUnknownData = position.data == nil && data.identity != nil
        guard fits(position) else {
            throw RunError.invalidCheckpoint(
                path: folder.checkpoint, reason: "its place lies outside the run")
        }
        try trainer.network.load(checkpoint.network, from: "'\(folder.checkpoint)'")
        trainer.pruner?.targetUnitCounts = position.targetUnitCounts
        try trainer.pruner?.method.restore(checkpoint.method)
        try trainer.pruner?.restoreFrozenMasks(checkpoint.frozenMasks)
        if let startRule = position.startRule { follow(startRule) }
        do {
            try trainer.optimizer.restore(checkpoint.optimizer)
        } catch let error as OptimizationError {
            throw RunError.invalidCheckpoint(
                path: folder.checkpoint, reason: error.description)
        }
        try LibTorch.setGeneratorState(checkpoint.generator, of: device)
        records = position.records
        seconds = position.seconds
        let tally = try Tally(
            of: trainer.task, stored: checkpoint.tally, count: position.tallyCount, device: device)
        guard let tally, Set(checkpoint.tally.map(\.name)) == Set(position.tallyNames) else {
            throw RunError.invalidCheckpoint(
                path: folder.checkpoint, reason: "its sums are missing")
        }
        return (position.epoch, position.stepsDone, tally)
    }

    private func fits(_ position: Checkpoint.Position) -> Bool {
        let layers = trainer.pruner?.layers ?? []
        let counts = position.targetUnitCounts ?? layers.map { _ in 0 }
        return (0...recipe.epochs).contains(position.epoch)
            && (0..<trainer.stepsPerEpoch).contains(position.stepsDone)
            && counts.count == layers.count
            && zip(counts, layers).allSatisfy { (0...$1.unitsPerGroup).contains($0) }
    }

    /// Saves everything that the rest of the run depends on.
    func writeCheckpoint(epoch: Int, stepsDone: Int, tally: Tally) throws {
        // At the end of an epoch they have agreed before the evaluation.
        if stepsDone > 0 { try agree() }
        let tally = try tally.total(over: processes)
        guard isFirst else { return }
        let position = Checkpoint.Position(
            epoch: epoch, stepsDone: stepsDone, tallyCount: tally.count,
            tallyNames: tally.stored.map(\.name), seconds: seconds,
            targetUnitCounts: trainer.pruner?.targetUnitCounts, startRule: startRule,
            records: records, recipe: try recipe.yaml, data: data.identity,
            beginning: beginning)
        try Checkpoint(
            position: position, network: trainer.network.stateDictionary(),
            optimizer: trainer.optimizer.state, method: trainer.pruner?.method.state ?? [],
            frozenMasks: trainer.pruner?.frozenMasks ?? [], tally: tally.stored,
            generator: LibTorch.generatorState(of: device)
        ).write(to: folder.checkpoint)
    }
}
