import Layers
import Models
import Pruning
import Tensors
import Training

extension TrainingRun {
    /// What the run will make of its network. Nothing is trained and nothing is written.
    ///
    /// - Parameter processCount: The processes that share a batch.
    /// - Returns: Exact numbers, apart from what ``RunPlan/notes`` says.
    /// - Throws: ``RunError/fewerExamples(batchSize:processCount:)``, `PruningError` for targets that the layers cannot reach, and what the network
    ///   throws.
    public func plan(processCount: Int = 1) throws -> RunPlan {
        try recipe.check(processCount: processCount)
        let network = trainer.network
        let costs = try costs()
        let uses = costs?.useCounts ?? [:]
        var pruning = try trainer.pruner?.plan(useCounts: uses)
        let excluded = pruning?.excluded ?? denseWeights(uses)
        let parameterCount = network.withoutRestoredNorms {
            network.namedParameters.distinct.reduce(0) { $0 + $1.parameter.tensor.count }
        }
        pruning?.parameterCount = parameterCount
        return RunPlan(
            network: recipe.networkName, dataset: data.name,
            method: trainer.pruner?.method.name ?? "dense", pruning: pruning, excluded: excluded,
            parameterCount: parameterCount,
            nonzeroParameterCount: parameterCount
                - (pruning.map { $0.zeroCount + followerZeroCount($0) } ?? 0),
            modelByteCount: try modelByteCount(pruning), batchSize: recipe.batchSize,
            accumulation: recipe.optimizer.accumulation, processCount: processCount,
            learningRate: recipe.optimizer.learningRate,
            autocast: recipe.autocast == .none ? nil : recipe.autocast.rawValue,
            checkpointedSegmentCount: checkpointedSegmentCount,
            exampleName: data.input.exampleName,
            multiplyAdds: costs?.multiplyAdds,
            remainingMultiplyAdds: costs.map { costs in
                (pruning?.layers ?? []).reduce(costs.multiplyAdds) {
                    $0 - ($1.multiplyAdds ?? 0) + ($1.remainingMultiplyAdds ?? 0)
                }
            },
            thinned: pruning.flatMap { thinned($0, costs) },
            notes: planNotes + (pruning?.warnings ?? []))
    }

    /// The zeros of biases, scales and the like that lose the channels of pruned weights.
    private func followerZeroCount(_ plan: PruningPlan) -> Int {
        zip(trainer.pruner?.layers ?? [], plan.layers).reduce(0) { sum, pair in
            pair.0.followers.reduce(sum) {
                $0
                    + $1.pattern.zeroCount(
                        ofShape: $1.parameter.tensor.shape, prunedUnitCount: pair.1.prunedUnitCount)
            }
        }
    }

    /// The network without its empty channels, rounded as they are when it is thinned.
    private func thinned(_ plan: PruningPlan, _ costs: NetworkCosts?) -> RunPlan.Thinned? {
        guard let costs, let pruner = trainer.pruner, let pruning = recipe.pruning,
            pruning.prunesCouplings, couplingNote == nil
        else { return nil }
        let counts = zip(pruner.layers, plan.layers).map { layer, planned in
            layer.prunedUnitCount(
                planned.prunedUnitCount, keepingMultipleOf: pruning.multiple)
        }
        let cost = costs.cost(of: pruner.layers, prunedUnitCounts: counts)
        return RunPlan.Thinned(
            parameterCount: cost.parameterCount, multiplyAdds: cost.multiplyAdds)
    }

    /// The weights of a run without pruning.
    private func denseWeights(_ uses: [String: Int]) -> [Exclusion] {
        trainer.network.namedParameters.distinct.compactMap { named in
            uses[named.path].map { useCount in
                var exclusion = Exclusion(named, reason: "the recipe does not prune")
                exclusion.multiplyAdds = useCount * exclusion.weightCount
                return exclusion
            }
        }
    }

    private func modelByteCount(_ plan: PruningPlan?) throws -> Int {
        let counts = plan?.layers.map(\.prunedUnitCount) ?? []
        let promise = trainer.pruner?.promise(unitCounts: counts)
        let names = try modelNames
        let own = try trainer.network.withoutRestoredNorms {
            try trainer.network.stateDictionary()
        }
        var state = try names?.renamed(own) ?? own
        let model = ModelDescription(
            network: recipe.networkName, configuration: try configuration, data: data,
            promise: try promise.map {
                try names?.named($0, zeroCount: state.zeroCount) ?? $0
            }, outputCount: outputCount, naming: names?.library)
        state.metadata = try model.metadata(
            recipe: modelRecipe.yaml,
            graph: trainer.network.withoutRestoredNorms { graphRecord.text })
        return try state.fileByteCount(precision: recipe.precision)
    }

    private var planNotes: [String] {
        guard let pruner = trainer.pruner, pruner.hasOpenTargets else { return notes }
        let file = recipe.initialWeights ?? NetworkFile(recipe.network)?.path
        let origin = file.map { "the weights of '\($0)'" } ?? "random weights"
        return [
            "the targets of single layers come from \(origin) and will follow the trained ones; "
                + "their total is exact"
        ] + notes
    }
}
