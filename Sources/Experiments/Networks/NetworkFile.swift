import Datasets
import Files
import Foundation
import GraphNetworks
import Graphs
import Layers
import Models
import ONNXFiles
import Tensors
import Training

/// A network that a recipe names by its file: an ONNX file, or a model that a run has written.
struct NetworkFile {
    /// Where the file is.
    let path: String

    /// Takes what a recipe says as `network`; `nil` where it is the name of a network.
    init?(_ network: String) {
        let isFile =
            network.contains("/")
            || [".onnx", ".safetensors", ".pdp"].contains(where: network.hasEnding)
        guard isFile else { return nil }
        self.init(path: network)
    }

    /// Names a file.
    init(path: String) { self.path = path }

    /// Makes the network for examples of `input`, with the weights of the file.
    ///
    /// - Parameters:
    ///   - input: What the network gets.
    ///   - outputCount: How many numbers it shall give for an example, or for each position.
    ///   - task: What it learns; for classes a softmax at its end is left out while training.
    ///   - replacesLastLayer: Whether a last layer of another number of outputs gets random weights.
    ///   - output: The output that it shall have, without the others; `nil` for all that it has.
    /// - Returns: The network, and which of its tensors came with it.
    /// - Throws: What reading the file throws, and ``NetworkFileError``.
    func makeNetwork(
        for input: ModelInput, outputCount: Int, task: String, replacesLastLayer: Bool,
        output: String? = nil
    ) throws -> (network: GraphNetwork, weights: WeightReport) {
        var graph = try graph()
        if let output { graph = try keeping(output, of: graph) }
        return try makeNetwork(
            of: graph, for: input, outputCount: outputCount, task: task,
            replacesLastLayer: replacesLastLayer)
    }

    private func keeping(_ output: String, of graph: Graph) throws -> Graph {
        guard graph.outputs.contains(output) else {
            throw NetworkFileError(
                path: path,
                problem: "has no output \(output.quotedOnOneLine)",
                hint: "its outputs are \(Self.list(graph.outputs))")
        }
        return graph.keepingOutput(output)
    }

    private static func list(_ names: [String]) -> String {
        names.map(\.quotedOnOneLine).joined(separator: ", ")
    }

    /// As ``makeNetwork(for:outputCount:task:replacesLastLayer:output:)``, of the graph that was read before.
    func makeNetwork(
        of graph: Graph, for input: ModelInput, outputCount: Int, task: String,
        replacesLastLayer: Bool
    ) throws -> (network: GraphNetwork, weights: WeightReport) {
        var graph = try graph.withFreeBatch()
        if case .images(let images) = input, let channelCount = images.shape.first {
            graph = graph.takingChannelsFirst(channelCount: channelCount)
        }
        try check(graph, input)
        let kind = try Tasks.named(task)
        let isImitation = kind.outputs == .imitated
        let oriented = try graph.simplified(keepingDropout: true).widened().orientingLinearWeights()
        let whole = try isImitation ? oriented : oriented.flatteningOutput()
        let fitted =
            try isImitation
            ? whole
            : fitted(
                whole, outputCount: outputCount, along: kind.outputAxis,
                replacesLastLayer: replacesLastLayer)
        let network = try GraphNetwork(fitted, givesLogits: Self.givesLogits(task))
        let names = (network.namedParameters.map(\.path) + network.namedBuffers.map(\.path))
        let fresh = names.filter { whole.weights[$0]?.shape != fitted.weights[$0]?.shape }
        return (
            network,
            WeightReport(loaded: names.filter { !fresh.contains($0) }, fresh: fresh)
        )
    }

    /// Whether the loss of a task takes logits of classes.
    static func givesLogits(_ task: String) -> Bool {
        (try? Tasks.named(task))?.outputs == .classes
    }

    private func graph() throws -> Graph {
        if path.hasEnding(".onnx") { return try ONNXFile(path: path).graph }
        let state = try StateDictionary(path: path)
        guard let structure = try GraphRecord.structure(in: state.metadata, path: path) else {
            throw RunError.notAModel(path: path, missing: GraphRecord.key)
        }
        return try structure.filled(
            with: Dictionary(
                state.tensors.map { ($0.name, try $0.tensor.graphData()) },
                uniquingKeysWith: { first, _ in first }))
    }

    /// Refuses a graph that takes other inputs than the data have.
    private func check(_ graph: Graph, _ input: ModelInput) throws {
        let given = try input.blankInputs()
        if let count = graph.inputs.first?.type.shape.first?.value {
            throw NetworkFileError(
                path: path,
                problem:
                    "is for \(count) \(count == 1 ? "example" : "examples") at once, and what it "
                    + "computes cannot be told for any other number",
                hint: "export it with a free first axis (dynamic_shapes or dynamic_axes)")
        }
        for wanted in graph.inputs {
            let tensor =
                graph.inputs.count == 1 && given.names.count == 1
                ? given.tensors[0] : given[wanted.name]
            guard let tensor else {
                throw NetworkFileError(
                    path: path,
                    problem: "takes an input '\(wanted.name)'; the data have "
                        + given.names.map { "'\($0)'" }.joined(separator: ", "))
            }
            let shape = tensor.shape
            let fits =
                shape.count == wanted.type.shape.count
                && zip(shape, wanted.type.shape).dropFirst().allSatisfy { size, wanted in
                    wanted.value.map { $0 == size } ?? true
                }
            guard fits else {
                let found = shape.dropFirst().map(String.init).joined(separator: " × ")
                let needed = wanted.type.shape.dropFirst().map(\.description)
                    .joined(separator: " × ")
                throw NetworkFileError(
                    path: path, problem: "takes examples of \(needed); the data have \(found)")
            }
        }
    }

    private func fitted(
        _ graph: Graph, outputCount: Int, along axis: Int, replacesLastLayer: Bool
    ) throws -> Graph {
        guard graph.outputs.count == 1, let output = graph.outputs.first else {
            throw NetworkFileError(
                path: path,
                problem: "has the outputs \(Self.list(graph.outputs)); a task needs one",
                hint: "name it with networkOutput, or imitate them all with task: imitate")
        }
        let shape = try graph.types()[output]?.shape ?? []
        let place = axis < 0 ? axis + shape.count : axis
        let count = shape.indices.contains(place) ? shape[place].value ?? outputCount : outputCount
        if count == outputCount { return graph }
        guard replacesLastLayer else {
            throw NetworkFileError(
                path: path,
                problem: "gives \(count) numbers for an example; the data need \(outputCount)",
                hint: "set partialWeights to true to start with a new last layer")
        }
        let changed = try graph.replacingLastLayer(
            before: output, outputCount: outputCount, along: axis
        ) {
            try Initialization.uniformFanIn.weights($0).graphData()
        }
        guard let changed else {
            throw NetworkFileError(
                path: path,
                problem: "gives \(count) numbers for an example, and no last layer that could be "
                    + "replaced decides that; the data need \(outputCount)")
        }
        return changed
    }
}

extension Recipe {
    /// What the network is called in records: its name, or that of its file.
    public var networkName: String {
        NetworkFile(network).map { URL(fileURLWithPath: $0.path).lastPathComponent } ?? network
    }
}
