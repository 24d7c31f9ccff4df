public import Layers
public import Pruning

extension PruningRecipe {
    /// Makes the pruner of this recipe for `network`.
    ///
    /// - Parameters:
    ///   - network: Its prunable weights are chosen by default, less ``excluded``.
    ///   - epochCount: The epochs of the whole run.
    /// - Returns: A pruner that has set its transforms on the network's parameters.
    /// - Throws: `PruningError` for a setting that is unknown, out of range or impossible.
    public func makePruner(for network: any Module, epochCount: Int) throws -> Pruner {
        let pattern = try Patterns.named(pattern)
        let run = MethodRun(network: network, pattern: pattern, epochCount: epochCount)
        return try Pruner(
            network, sparsity: sparsity, startEpoch: startEpoch, pattern: pattern,
            schedule: Schedules.named(schedule, durationEpochs: rampEpochs),
            allocation: Allocations.named(allocation),
            method: PruningMethods.named(method).make(options: options, for: run),
            where: { $0.isPrunableByDefault && !isExcluded($0.path) })
    }

    private func isExcluded(_ path: String) -> Bool {
        excluded.contains { PathGlob($0).matches(path) }
    }
}
