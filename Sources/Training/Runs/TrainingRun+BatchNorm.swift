import Layers
import Models
import Tensors

extension TrainingRun {
    /// Refuses a run one of whose batches has a single example, if a batch norm of the network would
    /// get one value for each channel of it: such a batch would end the run, at the end of its first
    /// epoch.
    ///
    /// - Throws: ``TrainingError/oneValuePerChannel(layer:channelCount:batchSize:exampleCount:)``,
    ///   and what the network throws.
    func checkBatchNorm() throws {
        let source = trainer.source
        guard source.smallestBatchCount == 1, readsSmallestBatch(of: source) else { return }
        let inputs = try data.input.blankInputs().map { try $0.moved(to: device) }
        let found = try trainer.network.firstBatchNormOfOneValue {
            _ = try trainer.classifier(inputs)
        }
        guard let found else { return }
        throw TrainingError.oneValuePerChannel(
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
