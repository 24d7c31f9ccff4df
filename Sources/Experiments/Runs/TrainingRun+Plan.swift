import Layers
import Models
import Pruning
import Tensors
import Training

extension TrainingRun {
    /// What the run will make of its network. Nothing is trained and nothing is written.
    ///
    /// - Returns: Exact numbers, apart from what ``RunPlan/notes`` says.
    /// - Throws: `PruningError` for targets that the layers cannot reach, and what the network
    ///   throws.
    public func plan() throws -> RunPlan {
        let network = trainer.network
        let uses = try weightUseCounts()
        var pruning = try trainer.pruner?.plan(useCounts: uses)
        let excluded = pruning?.excluded ?? denseWeights(uses)
        let denseMultiplyAdds = excluded.reduce(0) { $0 + ($1.multiplyAdds ?? 0) }
        let layers = pruning?.layers ?? []
        let parameterCount = network.withoutRestoredNorms {
            network.namedParameters.distinct.reduce(0) { $0 + $1.parameter.tensor.count }
        }
        pruning?.parameterCount = parameterCount
        return RunPlan(
            network: recipe.networkName, dataset: data.name,
            method: trainer.pruner?.method.name ?? "dense", pruning: pruning, excluded: excluded,
            parameterCount: parameterCount,
            nonzeroParameterCount: parameterCount - (pruning?.zeroCount ?? 0),
            modelByteCount: try modelByteCount(pruning), exampleName: data.input.exampleName,
            multiplyAdds: layers.reduce(denseMultiplyAdds) { $0 + ($1.multiplyAdds ?? 0) },
            remainingMultiplyAdds: layers.reduce(denseMultiplyAdds) {
                $0 + ($1.remainingMultiplyAdds ?? 0)
            },
            notes: planNotes + (pruning?.warnings ?? []))
    }

    /// How often each weight is multiplied and added for one example, by its path.
    func weightUseCounts() throws -> [String: Int] {
        let inputs = try data.input.blankInputs().mapTensors { try $0.moved(to: device) }
        return try trainer.network.weightUseCounts { _ = try trainer.network(inputs) }
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
