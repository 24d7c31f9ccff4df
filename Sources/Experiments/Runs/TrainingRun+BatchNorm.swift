import Layers
import Models
import Tensors
import Training

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
        defer { network.setTraining(false) }
        let batches: any BatchStream = trainer.source.batches(
            epoch: recipe.epochs, startingAt: 0)
        try withoutGradients {
            for _ in 0..<count {
                guard let batch = try batches.next(on: device) else { break }
                _ = try trainer.network(batch.inputs)
            }
        }
    }
}
