import GraphNetworks
import Layers
import Models
import Pruning
import Training

extension TrainingRun {
    /// The graph of the network for the metadata of its file, or why the file has none: no graph can say
    /// what the network computes, or not by the names of the file.
    var graphRecord: (text: String?, note: String?) {
        do {
            let graph = try NetworkGraph(of: trainer.network, for: data.input)
            let names = try modelNames
            let text = try graph.record(names: names.map { names in { names.names(of: $0) } })
            let isCut = text == nil
            return (text, isCut ? Self.note("the names of its file cut tensors in parts") : nil)
        } catch {
            // The model is what counts; it is written without.
            return (nil, Self.note("\(error)"))
        }
    }

    private static func note(_ reason: String) -> String {
        "the model carries no graph, so it can be neither thinned nor exported as ONNX: \(reason)"
    }

    /// What pruning needs to know of the graph of a network.
    struct Structure {
        /// The channels that can be taken out together, where the recipe asks for them.
        var couplings: [ChannelCoupling]?
        /// What the network costs, where the recipe says what it may.
        var costs: NetworkCosts?
        /// Why channels are pruned that cannot be taken out; `nil` where they can.
        var note: String?
    }

    /// Reads what the pruning of a recipe needs to know.
    ///
    /// - Throws: `PruningError.invalidSetting` for a key that needs a graph where none can say what the
    ///   network computes.
    static func structure(
        _ recipe: Recipe, _ network: any Network, _ input: ModelInput
    ) throws -> Structure {
        guard let pruning = recipe.pruning, pruning.prunesCouplings || pruning.keyOfGraph != nil
        else { return Structure() }
        do {
            let graph = try NetworkGraph(of: network, for: input)
            return Structure(
                couplings: pruning.prunesCouplings ? try graph.couplings : nil,
                costs: pruning.target == nil
                    ? nil
                    : try graph.costs(
                        for: input, precision: recipe.precision)
            )
        } catch let error as TracingError {
            if let key = pruning.keyOfGraph {
                throw PruningError.invalidSetting(
                    name: "pruning.\(key)", found: "there",
                    allowed: "left out for this network: \(error)")
            }
            return Structure(
                note: "every layer loses its own channels, which cannot be taken out: \(error)")
        }
    }

    /// What the network costs for one example; `nil` where no graph can say what it computes.
    func costs() throws -> NetworkCosts? {
        do {
            return try trainer.network.withoutRestoredNorms {
                try NetworkGraph(of: trainer.network, for: data.input).costs(
                    for: data.input, precision: recipe.precision)
            }
        } catch is TracingError {
            return nil
        }
    }
}
