import Layers
import Models
import Tensors
import Training

extension TrainingRun {
    /// Restores, freezes or synchronizes the batch norms of a network as a recipe says.
    ///
    /// - Throws: `RunError` where there are none, and what computing batches throws.
    static func prepareBatchNorm(
        of network: any Network, _ recipe: Recipe, source: any BatchSource, device: Device
    ) throws {
        if recipe.restoresBatchNorm {
            try network.restoreBatchNorm(of: recipe, from: source, device: device)
        }
        if recipe.freezesBatchNorm { try network.freezeBatchNorm(of: recipe) }
        if recipe.synchronizesBatchNorm {
            _ = try network.batchNorms(of: recipe, for: "synchronizeBatchNorm")
        }
    }

    /// Estimates the running statistics of all batch-norm layers again, from as many batches as the
    /// recipe asks for: those of the soft network do not quite fit the hard one. Each of several processes
    /// takes whole batches, and comes to the same.
    func reestimateBatchNorm() throws {
        guard let count = recipe.pruning?.batchNormBatches, count > 0 else { return }
        let network = trainer.network
        let norms = network.modules(of: BatchNorm2D.self)
        let momenta = norms.map(\.momentum)
        defer { for (norm, momentum) in zip(norms, momenta) { norm.momentum = momentum } }
        for norm in norms {
            try norm.resetStatistics()
            norm.momentum = nil
        }
        network.setTraining(true)
        defer { network.setTraining(false) }
        let batches: any BatchStream = source.batches(epoch: recipe.epochs, startingAt: 0)
        try withoutGradients {
            for _ in 0..<count {
                guard let batch = try batches.next(on: device) else { break }
                _ = try trainer.network(batch.inputs)
            }
        }
    }
}

extension TrainingRun {
    /// Refuses a run one of whose batches has a single example, if a batch norm of the network would
    /// get one value for each channel of it: such a batch would end the run, at the end of its first
    /// epoch.
    ///
    /// - Throws: ``RunError/oneValuePerChannel(layer:channelCount:batchSize:exampleCount:)``,
    ///   and what the network throws.
    func checkBatchNorm() throws {
        let source = recipe.synchronizesBatchNorm ? source : trainer.source
        guard !recipe.freezesBatchNorm, source.smallestBatchCount == 1,
            readsSmallestBatch(of: source)
        else { return }
        let inputs = try data.input.blankInputs().mapTensors { try $0.moved(to: device) }
        let found = try trainer.network.firstBatchNormOfOneValue {
            _ = try trainer.network(inputs)
        }
        guard let found else { return }
        throw RunError.oneValuePerChannel(
            layer: found.path, channelCount: found.channelCount, batchSize: recipe.batchSize,
            exampleCount: data.trainingCount)
    }

    /// Whether training, or estimating the statistics of batch norm again, comes to the smallest batch
    /// of an epoch, which is the last one.
    private func readsSmallestBatch(of source: any BatchSource) -> Bool {
        let batchesBefore = recipe.batchSize == 1 ? 0 : source.batchCount - 1
        return recipe.epochs > 0 || recipe.pruning?.batchNormBatches ?? 0 > batchesBefore
    }
}

extension Network {
    /// Lets all batch norms keep their running statistics.
    ///
    /// - Throws: ``RunError/noBatchNorm(network:key:)`` where there is none.
    func freezeBatchNorm(of recipe: Recipe) throws {
        for norm in try batchNorms(of: recipe, for: "freezeBatchNorm") { norm.isFrozen = true }
    }

    /// The batch norms that a key of `recipe` asks something of.
    ///
    /// - Throws: ``RunError/noBatchNorm(network:key:)`` where there is none.
    func batchNorms(of recipe: Recipe, for key: String) throws -> [BatchNorm2D] {
        let norms = modules(of: BatchNorm2D.self)
        guard !norms.isEmpty else {
            throw RunError.noBatchNorm(network: recipe.networkName, key: key)
        }
        return norms
    }
}
