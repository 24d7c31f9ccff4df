import Files
import Foundation
public import Layers
public import Pruning
import Reports

extension PruningRecipe {
    /// Makes the pruner of this recipe for `network`.
    ///
    /// - Parameters:
    ///   - network: Its prunable weights are chosen by default, less ``excluded``.
    ///   - epochCount: The epochs of the whole run.
    ///   - stepsPerEpoch: The steps of an epoch, for times that the recipe gives in steps.
    ///   - loaded: The paths of the weights that have been loaded, whose zeros are kept; `nil` for all
    ///     that are partly zero.
    /// - Returns: A pruner that has set its transforms on the network's parameters.
    /// - Throws: `PruningError` for a setting that is unknown, out of range or impossible, and what
    ///   reading the file of ``plan`` throws.
    public func makePruner(
        for network: any Module, epochCount: Int, stepsPerEpoch: Int, loaded: Set<String>? = nil
    ) throws -> Pruner {
        let holdsZeros: ((NamedParameter) -> Bool)? =
            keepsZeros ? loaded.map { loaded in { loaded.contains($0.path) } } : { _ in false }
        if onlyKeepsZeros {
            try checkExcluded(in: network)
            return try Pruner(
                keepingZerosOf: network, holdingZeros: holdsZeros, where: { !isExcluded($0.path) })
        }
        let pattern = try Patterns.named(pattern)
        let start = start(stepsPerEpoch: stepsPerEpoch)
        try checkStart(stepCount: epochCount * stepsPerEpoch)
        let run = MethodRun(
            network: network, pattern: pattern, epochCount: epochCount,
            freezeEpoch: fineTuneEpochs > 0 ? epochCount - fineTuneEpochs : nil)
        let plan = try readPlan()
        try checkExcluded(in: network)
        let isPrunable = network.isPrunable(in: pattern)
        return try Pruner(
            network, sparsity: plan?.sparsity ?? sparsity,
            startEpoch: startMetric == nil ? start.epoch : nil, startStep: start.step,
            pattern: pattern,
            schedule: Schedules.named(
                schedule, durationEpochs: rampEpochs(stepsPerEpoch: stepsPerEpoch),
                isPerStep: isPerStep || rampSteps != nil),
            allocation: makeAllocation(plan),
            method: PruningMethods.named(method).make(options: options, for: run),
            holdingZeros: holdsZeros, where: { isPrunable($0) && !isExcluded($0.path) })
    }

    /// Whether ``sparsity`` counts: neither the pattern nor the plan nor ``layers`` say it all.
    var takesSparsity: Bool {
        get throws {
            try !onlyKeepsZeros && Patterns.named(pattern).sparsity == nil && plan == nil
                && !Allocations.named(allocation).hasOwnSparsities
        }
    }

    /// ``sparsity``, or what the pattern or the plan say in its place.
    var statedSparsity: Double {
        get throws { try Patterns.named(pattern).sparsity ?? readPlan()?.sparsity ?? sparsity }
    }

    /// Makes the rule that says in which epoch pruning starts.
    ///
    /// - Parameters:
    ///   - stepsPerEpoch: The steps of an epoch.
    ///   - metrics: What the network is judged by, the most important first.
    /// - Returns: The rule, before the first epoch.
    /// - Throws: `PruningError.invalidSetting` for a metric that is not among them, nor the loss, and
    ///   for a bound that it cannot reach.
    func makeStartRule(stepsPerEpoch: Int, metrics: [Metric]) throws -> StartRule {
        guard let startMetric else { return .epoch(start(stepsPerEpoch: stepsPerEpoch).epoch) }
        let known = metrics.contains(.loss) ? metrics : metrics + [.loss]
        let name = startMetric.metric ?? known.first?.name
        guard let metric = known.first(where: { $0.name == name }) else {
            throw PruningError.invalidSetting(
                name: "pruning.startMetric.metric", found: name ?? "",
                allowed: "one of " + known.map(\.name).joined(separator: ", "))
        }
        return .metric(
            try MetricStart(
                metric: metric.name, bound: startMetric.bound, fraction: startMetric.fraction,
                epochs: startMetric.epochs, largest: metric.unit == .share ? 1 : .infinity,
                isBetterLarger: metric.isBetterLarger))
    }

    private func start(stepsPerEpoch: Int) -> (epoch: Int, step: Int) {
        guard let startStep, startMetric == nil else { return (startEpoch, 0) }
        let (epoch, step) = startStep.quotientAndRemainder(dividingBy: max(stepsPerEpoch, 1))
        return (epoch, step)
    }

    private func rampEpochs(stepsPerEpoch: Int) -> Double {
        rampSteps.map { Double($0) / Double(max(stepsPerEpoch, 1)) } ?? rampEpochs
    }

    /// - Throws: `PruningError.invalidSetting` for a start after the last step.
    private func checkStart(stepCount: Int) throws {
        guard let startStep, !(0..<max(stepCount, 1) ~= startStep) else { return }
        throw PruningError.invalidSetting(
            name: "pruning.startStep", found: "\(startStep)",
            allowed: stepCount > 0
                ? "from 0 to \(stepCount - 1), the last step of the run"
                : "0 in a run without epochs")
    }

    private func makeAllocation(_ plan: PruningPlan?) throws -> any Allocation {
        if let plan { return try ExplicitAllocation(plan) }
        let base = try Allocations.named(allocation)
        if base is ExplicitAllocation { return ExplicitAllocation(layers) }
        var limited = ConstrainedAllocation(base)
        limited.maximumSparsity = maximumSparsity
        limited.keepsFirstDense = keepsFirstDense
        limited.keepsLastDense = keepsLastDense
        limited.fixed = layers
        let isFree = maximumSparsity == 1 && !keepsFirstDense && !keepsLastDense && layers.isEmpty
        return isFree ? base : limited
    }

    private func readPlan() throws -> PruningPlan? {
        try plan.map { try PruningPlan(json: Data(readFile(at: $0))) }
    }

    /// - Throws: `PruningError.unknownLayer` for a glob of ``excluded`` that means no parameter.
    private func checkExcluded(in network: any Module) throws {
        let paths = network.namedParameters.map(\.path)
        guard let first = paths.first, let last = paths.last,
            let idle = excluded.first(where: { !paths.contains(where: PathGlob($0).matches) })
        else { return }
        throw PruningError.unknownLayer(idle, first: first, last: last, count: paths.count)
    }

    private func isExcluded(_ path: String) -> Bool {
        excluded.contains { PathGlob($0).matches(path) }
    }
}
