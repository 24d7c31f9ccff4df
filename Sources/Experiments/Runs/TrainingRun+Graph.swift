import Layers
import Models
import Training

extension TrainingRun {
    /// The graph of the network for the metadata of its file; `nil` where no graph can say what the
    /// network computes, or not by the names of the file.
    var graphRecord: String? {
        guard let graph = try? NetworkGraph(of: trainer.network, for: data.input) else {
            return nil
        }
        let names = try? modelNames
        return try? graph.record(names: names.map { names in { names.names(of: $0) } })
    }
}
