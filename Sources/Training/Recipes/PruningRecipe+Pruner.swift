public import Layers
public import Pruning

extension PruningRecipe {
    /// Makes the pruner of this recipe for `network`.
    ///
    /// - Throws: `PruningError` for a setting that is unknown, out of range or impossible.
    public func makePruner(for network: any Module) throws -> Pruner {
        try Pruner(
            network, sparsity: sparsity, startEpoch: startEpoch,
            pattern: Patterns.named(pattern),
            schedule: Schedules.named(schedule, durationEpochs: rampEpochs),
            allocation: Allocations.named(allocation), method: makeMethod(),
            where: { $0.isPrunableByDefault && !isExcluded($0.path) })
    }

    private func isExcluded(_ path: String) -> Bool {
        excluded.contains { PathGlob($0).matches(path) }
    }

    private func makeMethod() throws -> any PruningMethod {
        try PDP(temperature: .fixed(options["temperature"] ?? 1e-4))
    }
}
