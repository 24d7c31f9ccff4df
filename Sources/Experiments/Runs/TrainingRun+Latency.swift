import GraphNetworks
import Graphs
import InferenceKernels
import Layers
import ModelFiles
import Pruning
public import Reports
import SparseInference
import Training

extension TrainingRun {
    /// Times the written network, and the thinned one where there is one, if the recipe asks for it.
    ///
    /// - Parameter observer: What is told where the network cannot be timed.
    /// - Returns: The times; `nil` where the recipe does not ask, or there are none.
    func measureLatency(_ observer: RunObserver) -> LatencyRecord? {
        guard recipe.report.measuresLatency else { return nil }
        do {
            return try latency(
                of: ModelGraph.read(at: folder.model),
                thinned: recipe.pruning?.thins == true
                    ? ModelGraph.read(at: folder.thinned) : nil)
        } catch {
            // The model is what counts; it is written.
            observer.note("the latency was not measured: \(error)")
            return nil
        }
    }

    /// Times the network that the run would write with the weights that it has now.
    ///
    /// - Returns: The times; the positions of zeros, which hardly matter for them, are those of now.
    /// - Throws: `TracingError` for a network that no graph can say, `GraphError` and `InferenceError`
    ///   for one that cannot be run, and what pruning throws.
    public func foretoldLatency() throws -> LatencyRecord {
        let graph = try plannedGraph()
        guard let pruning = recipe.pruning, pruning.prunesCouplings, couplingNote == nil else {
            return try latency(of: graph, thinned: nil)
        }
        let options = ThinningOptions(multiple: pruning.multiple)
        return try latency(of: graph, thinned: graph.simplified().thinned(options).graph)
    }

    /// The graph of the network with as many zeros as are planned.
    private func plannedGraph() throws -> Graph {
        let network = trainer.network
        var graph = try network.withoutRestoredNorms {
            try NetworkGraph(of: network, for: data.input).graph
        }
        let paths = Dictionary(
            network.namedParameters.map { (ObjectIdentifier($0.parameter), $0.path) },
            uniquingKeysWith: { first, _ in first })
        for (parameter, weight) in try trainer.pruner?.plannedWeights() ?? [] {
            guard let path = paths[ObjectIdentifier(parameter)], graph.weights[path] != nil else {
                continue
            }
            graph.weights[path] = try weight.graphData()
        }
        return graph
    }

    /// Times networks for one example, in one thread and in turns.
    private func latency(of graph: Graph, thinned: Graph?) throws -> LatencyRecord {
        let sizes = try NetworkGraph.sizes(of: graph, for: data.input)
        func options(_ selection: InferenceOptions.Selection) -> InferenceOptions {
            InferenceOptions(selection: selection, sizes: sizes)
        }
        var models = [
            try InferenceModel(graph, options: options(.dense)),
            try InferenceModel(graph, options: options(.estimated)),
        ]
        if let thinned { models.append(try InferenceModel(thinned, options: options(.estimated))) }
        let times = try InferenceModel.latencies(
            of: models, models.map { try $0.randomInputs() }, seconds: Self.latencySeconds)
        let medians = times.map { $0[$0.count / 2] / .milliseconds(1) }
        return LatencyRecord(
            threads: 1, instructionSet: options(.dense).instructionSet.rawValue,
            dense: medians[0], sparse: medians[1], thinned: medians.count > 2 ? medians[2] : nil)
    }

    /// How long is measured.
    private static let latencySeconds = 2.0
}
