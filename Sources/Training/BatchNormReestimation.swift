import Datasets
import Layers
import Tensors

extension TrainingRun {
    /// Estimates the running statistics of all batch-norm layers again, from as many batches as the
    /// recipe asks for: those of the soft network do not quite fit the hard one.
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
        let batches = trainer.loader.batches(epoch: recipe.epochs)
        try withoutGradients {
            for _ in 0..<count {
                guard let batch = try batches.next() else { break }
                _ = try network(batch.tensors(on: device).images)
            }
        }
        network.setTraining(false)
    }
}
