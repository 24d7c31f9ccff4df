import GraphNetworks
import Graphs
import Layers
import Models
import ONNXFiles
import Tensors

/// The graph of a network whose inputs are known, as its file carries it.
struct NetworkGraph {
    /// The graph, the weights of the network being inputs.
    let structure: Graph

    /// Takes the graph of a network, or follows its calls.
    ///
    /// - Throws: `TracingError` for a network that no graph can say, and what the network throws.
    init(of network: any Network, for input: ModelInput) throws {
        if let network = network as? GraphNetwork {
            structure = network.structure
            return
        }
        let device = network.namedParameters.first?.parameter.tensor.device ?? .cpu
        let examples = try [(2, 7), (3, 9)].map { count, length in
            try input.blankInputs(count: count, length: length).mapTensors {
                try $0.moved(to: device)
            }
        }
        let graph = try network.traced(examples[0], examples[1], axes: input.freeAxes)
        structure = graph.structure(
            without: network.namedParameters.map(\.path) + network.namedBuffers.map(\.path))
    }

    /// The record for the metadata of a file.
    ///
    /// - Parameter names: The tensors of the file that a tensor of the network becomes; `nil` for its
    ///   own name.
    /// - Returns: The record; `nil` where a tensor becomes several, which no graph can say.
    func record(names: ((String) -> [String])?) throws -> String? {
        guard let names else { return try GraphRecord.text(of: structure) }
        var renamed: [String: String] = [:]
        for input in structure.inputs {
            let others = names(input.name)
            guard others.count <= 1 else { return nil }
            if let other = others.first { renamed[input.name] = other }
        }
        return try GraphRecord.text(of: structure.renamed(renamed))
    }
}

extension ModelInput {
    /// Inputs of zeros for several examples.
    ///
    /// - Parameters:
    ///   - count: The examples.
    ///   - length: The tokens of sentences, where these may be shorter.
    fileprivate func blankInputs(count: Int, length: Int) throws -> NamedTensors {
        try blankInputs().mapTensors { tensor in
            var shape = tensor.shape
            if case .text = self, length < shape[1] {
                shape[1] = length
                return try tensor.narrowed(1, to: 0..<length).expanded(to: [count, length])
                    .contiguous()
            }
            shape[0] = count
            return try tensor.expanded(to: shape).contiguous()
        }
    }

    /// What the axes are called that differ from call to call.
    fileprivate var freeAxes: [String: [Int: String]] {
        var axes = [0: "batch"]
        if case .text = self { axes[1] = "length" }
        let names = (try? blankInputs())?.names ?? []
        return Dictionary(names.map { ($0, axes) }, uniquingKeysWith: { first, _ in first })
    }
}
