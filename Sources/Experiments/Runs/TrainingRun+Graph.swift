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

    /// The channels that can be taken out together, where the recipe asks for them, and why they are
    /// not known where no graph can say what the network computes.
    static func couplings(
        _ recipe: Recipe, _ network: any Network, _ input: ModelInput
    ) throws -> (couplings: [ChannelCoupling]?, note: String?) {
        guard recipe.pruning?.prunesCouplings == true else { return (nil, nil) }
        do {
            return (try NetworkGraph(of: network, for: input).couplings, nil)
        } catch let error as TracingError {
            return (nil, "every layer loses its own channels, which cannot be taken out: \(error)")
        }
    }
}
