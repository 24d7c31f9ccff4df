import Layers
import Training

extension TrainingRun {
    /// Calls `body` with the network that the run would end with if it ended now: the average of the
    /// weights, where the recipe asks for one.
    func withResultWeights<Result>(_ body: () throws -> Result) throws -> Result {
        try average?.inPlace(body) ?? body()
    }

    /// Goes back to the average in a checkpoint.
    func restoreAverage(_ checkpoint: Checkpoint, path: String) throws {
        guard let average else { return }
        let isWhole = try average.restore(
            checkpoint.average, stepCount: checkpoint.position.averageStepCount ?? 0)
        guard isWhole else {
            throw RunError.invalidCheckpoint(
                path: path, reason: "the average of the weights is missing")
        }
    }
}
