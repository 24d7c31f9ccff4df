import GraphNetworks
import Graphs
import Layers
import Models
import ONNXFiles
import Pruning
import Tensors

/// The graph of a network whose inputs are known, as its file carries it.
struct NetworkGraph {
    /// The graph, with the weights that the network has now.
    let graph: Graph

    /// The tensors of the network: its parameters and buffers.
    private let names: [String]

    /// The paths of the parameters.
    private let parameters: Set<String>

    /// Takes the graph of a network, or follows its calls.
    ///
    /// - Throws: `TracingError` for a network that no graph can say, and what the network throws.
    init(of network: any Network, for input: ModelInput) throws {
        parameters = Set(network.namedParameters.map(\.path))
        names = network.namedParameters.map(\.path) + network.namedBuffers.map(\.path)
        if let network = network as? GraphNetwork {
            graph = try network.currentGraph()
            return
        }
        let device = network.namedParameters.first?.parameter.tensor.device ?? .cpu
        let examples = try [(2, 7), (3, 9)].map { count, length in
            try input.blankInputs(count: count, length: length).mapTensors {
                try $0.moved(to: device)
            }
        }
        graph = try network.traced(examples[0], examples[1], axes: input.freeAxes)
    }

    /// The record for the metadata of a file.
    ///
    /// - Parameter names: The tensors of the file that a tensor of the network becomes; `nil` for its
    ///   own name.
    /// - Returns: The record; `nil` where a tensor becomes several, which no graph can say.
    /// - Throws: What writing the graph throws.
    func record(names: ((String) -> [String])?) throws -> String? {
        let structure = graph.structure(without: self.names)
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

extension NetworkGraph {
    /// The output channels that can be taken out together, with all that makes them.
    ///
    /// Biases, scales and shifts of norms and depthwise convolutions lose the channels of the others: a
    /// channel that is pruned is zero, and not the constant that they would make of it, which no
    /// padded depthwise convolution and no norm over all channels could do without. So the mask also
    /// acts behind a batch norm, which would undo what it does before.
    var couplings: [ChannelCoupling] {
        get throws {
            let depthwise = graph.depthwiseWeights
            return try graph.couplings().compactMap { coupling in
                let makers = makers(of: coupling, depthwise)
                guard !makers.isEmpty else { return nil }
                return ChannelCoupling(
                    name: coupling.name,
                    members: coupling.members.filter { $0.role == .producer }.map { member in
                        ChannelCoupling.Member(
                            member.weight, places: ChannelPlaces(member.places, axis: member.axis),
                            mayFollow: coupling.isAveraged || !makers.contains(member))
                    }, channelCount: coupling.channelCount, obstacle: coupling.obstacle)
            }
        }
    }

    /// The weights that make the channels of a coupling.
    private func makers(of coupling: Coupling, _ depthwise: Set<String>) -> [Coupling.Member] {
        coupling.members.filter { member in
            guard let shape = graph.weights[member.weight]?.shape else { return false }
            // A bias, scale or shift is the same everywhere in its channel.
            return member.role == .producer && shape.count { $0 > 1 } > 1
                && !depthwise.contains(member.weight)
        }
    }

    /// What the network costs for one example.
    ///
    /// - Parameters:
    ///   - input: What the network gets.
    ///   - precision: How numbers are stored.
    /// - Returns: The costs.
    /// - Throws: `GraphError`.
    func costs(for input: ModelInput, precision: StoredPrecision) throws -> NetworkCosts {
        try NetworkCosts(
            of: graph.binding(Self.sizes(of: graph, for: input)), parameters: parameters,
            precision: precision)
    }

    /// The sizes of the symbols of a graph for one example.
    ///
    /// - Parameters:
    ///   - graph: The graph of a network.
    ///   - input: What the network gets.
    /// - Returns: A number for each symbol.
    /// - Throws: `TorchError`.
    static func sizes(of graph: Graph, for input: ModelInput) throws -> [String: Int] {
        let examples = try input.blankInputs()
        var sizes: [String: Int] = [:]
        for (index, wanted) in graph.inputs.enumerated() {
            let shape =
                (examples[wanted.name] ?? examples.tensors[min(index, examples.names.count - 1)])
                .shape
            for (size, found) in zip(wanted.type.shape, shape) {
                if case .symbol(let name) = size { sizes[name] = found }
            }
        }
        return sizes
    }
}

extension Graph {
    /// The weights of convolutions with one input channel for each group.
    fileprivate var depthwiseWeights: Set<String> {
        Set(
            nodes.compactMap { node in
                guard case .convolution(let attributes) = node.operation, attributes.groups > 1,
                    let weight = node.input(1), weights[weight]?.shape[1] == 1
                else { return nil }
                return weight
            })
    }
}

extension ModelInput {
    /// Inputs of zeros for several examples.
    ///
    /// - Parameters:
    ///   - count: The examples.
    ///   - length: The tokens of sentences, where these may be shorter.
    /// - Returns: The inputs.
    /// - Throws: `TorchError`.
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
