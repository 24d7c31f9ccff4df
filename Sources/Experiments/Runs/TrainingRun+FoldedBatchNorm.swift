import Layers
import Models
import Tensors
import Training

extension TrainingRun {
    /// A warning where a network is pruned that has nothing to rescale what its layers compute.
    var foldedBatchNormNote: String? {
        guard recipe.pruning != nil, records.isEmpty, !recipe.restoresBatchNorm,
            ImageNetwork.withFoldedBatchNorm.contains(recipe.network)
        else { return nil }
        return "batch norm is folded into the convolutions of \(recipe.network), so nothing "
            + "rescales what pruned layers compute and the accuracy may fall to chance; "
            + "'restoreBatchNorm: true' puts it back while training"
    }
}

extension Network {
    /// Puts folded batch norms back, with the statistics of the first 256 training examples.
    func restoreBatchNorm(from source: any BatchSource, device: Device) throws {
        let batches: any BatchStream = source.batches(epoch: 0, startingAt: 0)
        try restoreBatchNorm {
            var count = 0
            while count < 256, let batch = try batches.next(on: device) {
                _ = try self(batch.inputs)
                count += batch.count
            }
        }
    }
}
