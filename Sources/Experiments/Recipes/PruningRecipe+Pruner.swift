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
    ///   - couplings: The channels that can be taken out together, where the graph of the network is known.
    /// - Returns: A pruner that has set its transforms on the network's parameters.
    /// - Throws: `PruningError` for a setting that is unknown, out of range or impossible, and what
    ///   reading the file of ``plan`` throws.
    public func makePruner(
        for network: any Module, epochCount: Int, stepsPerEpoch: Int, loaded: Set<String>? = nil,
        couplings: [ChannelCoupling]? = nil
    ) throws -> Pruner {
        try makePruner(
            for: network, epochCount: epochCount, stepsPerEpoch: stepsPerEpoch, loaded: loaded,
            couplings: couplings, costs: nil)
    }

    /// Makes the pruner as above, for a network whose costs are known where ``target`` is given.
    func makePruner(
        for network: any Module, epochCount: Int, stepsPerEpoch: Int, loaded: Set<String>?,
        couplings: [ChannelCoupling]?, costs: NetworkCosts?
    ) throws -> Pruner {
        let holdsZeros: ((NamedParameter) -> Bool)? =
            keepsZeros ? loaded.map { loaded in { loaded.contains($0.path) } } : { _ in false }
        if onlyKeepsZeros {
            try checkNames(in: network)
            return try Pruner(
                keepingZerosOf: network, holdingZeros: holdsZeros, where: { !isExcluded($0.path) })
        }
        let pattern = try Patterns.named(pattern)
        try checkStart(stepCount: epochCount * stepsPerEpoch)
        let start = firstStep(epochCount: epochCount, stepsPerEpoch: stepsPerEpoch)
        let run = MethodRun(
            network: network, pattern: pattern, sparsity: sparsity, epochCount: epochCount,
            freezeEpoch: freezeEpoch(epochCount: epochCount, stepsPerEpoch: stepsPerEpoch),
            reallocation: reallocation)
        let plan = try readPlan()
        try checkNames(in: network)
        let isPrunable = network.isPrunable(in: pattern)
        return try Pruner(
            network, sparsity: plan?.sparsity ?? sparsity,
            startEpoch: startMetric == nil ? start.epoch : nil, startStep: start.step,
            pattern: pattern, couplings: prunesCouplings ? couplings : nil,
            schedule: Schedules.named(
                schedule,
                durationEpochs: ramp.epochs(of: epochCount, stepsPerEpoch: stepsPerEpoch),
                isPerStep: isPerStep || ramp.isInSteps),
            allocation: makeAllocation(plan, costs),
            reallocation: reallocation,
            method: PruningMethods.named(method).make(options: options, for: run),
            holdingZeros: holdsZeros, where: { isPrunable($0) && !isExcluded($0.path) })
    }

    /// Whether channels are pruned that can only be taken out together.
    var prunesCouplings: Bool {
        couplesChannels && (try? Patterns.named(pattern).family) == .channels
    }

    /// The key that needs the graph of the network, if there is one.
    var keyOfGraph: String? { target != nil ? "target" : thins ? "thin" : nil }

    /// Whether ``sparsity`` counts: neither the pattern, the plan, ``target`` nor ``layers`` say it all.
    var takesSparsity: Bool {
        get throws {
            try !onlyKeepsZeros && Patterns.named(pattern).sparsity == nil && plan == nil
                && target == nil
                && !Allocations.named(allocation).hasOwnSparsities
        }
    }

    /// ``sparsity``, or what the pattern, the plan or ``target`` say in its place.
    var statedSparsity: Double {
        get throws {
            try Patterns.named(pattern).sparsity ?? readPlan()?.sparsity ?? target?.value
                ?? sparsity
        }
    }

    /// Makes the rule that says in which epoch pruning starts.
    ///
    /// - Parameters:
    ///   - epochCount: The epochs of the whole run.
    ///   - stepsPerEpoch: The steps of an epoch.
    ///   - metrics: What the network is judged by, the most important first.
    /// - Returns: The rule, before the first epoch.
    /// - Throws: `PruningError.invalidSetting` for a metric that is not among them, nor the loss, and
    ///   for a bound that it cannot reach.
    func makeStartRule(
        epochCount: Int, stepsPerEpoch: Int, metrics: [Metric]
    ) throws -> StartRule {
        guard let startMetric else {
            return .epoch(firstStep(epochCount: epochCount, stepsPerEpoch: stepsPerEpoch).epoch)
        }
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

    /// The epoch, counted from 0, in which the masks are fixed; `nil` for none.
    func freezeEpoch(epochCount: Int, stepsPerEpoch: Int) -> Int? {
        let epochs = freeze.epochs(of: epochCount, stepsPerEpoch: stepsPerEpoch)
        guard epochs > 0 else { return nil }
        let whole = Int(min(epochs, Double(epochCount)).rounded())
        return max(0, epochCount - max(1, whole))
    }

    /// The first step with pruning and its epoch, each counted from 0.
    private func firstStep(epochCount: Int, stepsPerEpoch: Int) -> (epoch: Int, step: Int) {
        let steps = start.steps(of: epochCount, stepsPerEpoch: stepsPerEpoch)
        let (epoch, step) = steps.quotientAndRemainder(dividingBy: max(stepsPerEpoch, 1))
        return (epoch, startMetric == nil ? step : 0)
    }

    /// - Throws: `PruningError.invalidSetting` for a start after the last step.
    private func checkStart(stepCount: Int) throws {
        guard case .steps(let step) = start, !(0..<max(stepCount, 1) ~= step) else { return }
        throw PruningError.invalidSetting(
            name: "pruning.start", found: "\(start)",
            allowed: stepCount > 0
                ? "from 0 to \(stepCount - 1) steps, the last of the run"
                : "0 in a run without epochs")
    }

    /// - Throws: `PruningError.invalidSetting` for a target where the costs are not known.
    private func makeAllocation(
        _ plan: PruningPlan?, _ costs: NetworkCosts?
    ) throws -> any Allocation {
        let limited = try makeAllocation(plan)
        guard let target else { return limited }
        guard let costs else {
            throw PruningError.invalidSetting(
                name: "pruning.target", found: "there",
                allowed: "left out where no graph says what the network computes")
        }
        return costs.allocation(limited, for: target, multiple: prunesCouplings ? multiple : 1)
    }

    private func makeAllocation(_ plan: PruningPlan?) throws -> any Allocation {
        if let plan { return try ExplicitAllocation(plan) }
        let base = try Allocations.named(allocation)
        if base is ExplicitAllocation { return ExplicitAllocation(layers) }
        var limited = ConstrainedAllocation(base)
        limited.maximumSparsity = maximumSparsity
        limited.minimumKeptUnitCount = minimumKept
        limited.keepsFirstDense = keepsFirstDense
        limited.keepsLastDense = keepsLastDense
        limited.fixed = layers
        let isFree =
            maximumSparsity == 1 && minimumKept == 1 && !keepsFirstDense && !keepsLastDense
            && layers.isEmpty
        return isFree ? base : limited
    }

    private func readPlan() throws -> PruningPlan? {
        try plan.map { try PruningPlan(json: Data(readFile(at: $0))) }
    }

    /// - Throws: `PruningError.unknownLayer` for a glob of ``excluded`` or ``layers`` that means no parameter.
    private func checkNames(in network: any Module) throws {
        let paths = network.namedParameters.map(\.path)
        let globs = excluded.map { PathGlob($0) } + layers.map(\.paths)
        guard let first = paths.first, let last = paths.last,
            let idle = globs.first(where: { !paths.contains(where: $0.matches) })?.description
        else { return }
        throw PruningError.unknownLayer(idle, first: first, last: last, count: paths.count)
    }

    private func isExcluded(_ path: String) -> Bool {
        excluded.contains { PathGlob($0).matches(path) }
    }
}
