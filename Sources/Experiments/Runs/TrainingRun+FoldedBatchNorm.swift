import GraphNetworks
import Layers
import Models
import Tensors
import Training

extension TrainingRun {
    /// A warning where a network is pruned that has nothing to rescale what its layers compute.
    var foldedBatchNormNote: String? {
        guard recipe.pruning != nil, records.isEmpty, !recipe.restoresBatchNorm else { return nil }
        let isKnown = ImageNetwork.withFoldedBatchNorm.contains(recipe.network)
        guard isKnown || trainer.network.seemsToHaveFoldedBatchNorm else { return nil }
        return "batch norm \(isKnown ? "is" : "seems to be") folded into the convolutions of "
            + "\(recipe.networkName), so nothing "
            + "rescales what pruned layers compute and the accuracy may fall to chance; "
            + "'restoreBatchNorm: true' puts it back while training"
    }
}

extension Network {
    /// Whether this is a network from a file whose convolutions have biases and no norms behind them.
    fileprivate var seemsToHaveFoldedBatchNorm: Bool {
        self is GraphNetwork && !normalizableConvolutions.isEmpty
            && modules(of: BatchNorm2D.self).isEmpty
    }

    /// Puts folded batch norms back, with the statistics of the first 256 training examples.
    ///
    /// - Throws: ``NetworkFileError`` for a network from a file that no batch norm can be put back in,
    ///   and what reading the examples and computing the network throws.
    func restoreBatchNorm(
        of recipe: Recipe, from source: any BatchSource, device: Device
    ) throws {
        if let file = NetworkFile(recipe.network), normalizableConvolutions.isEmpty {
            throw NetworkFileError(
                path: file.path,
                problem: "has no convolution that a batch norm can have been folded into",
                hint: "leave 'restoreBatchNorm' out")
        }
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
