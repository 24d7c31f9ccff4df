public import Graphs
public import Layers
import Tensors

/// A network that is a graph: trained, pruned and saved like any other.
///
/// Its parameters have the names of the graph's weights. Weights of linear layers are
/// `[outputs, inputs]`, whatever shape the graph had them in, and numbers of 16 bits become single
/// precision.
public final class GraphNetwork: Network, ModeDependent {
    /// Whether batch norms take their statistics from the batch, and dropout leaves elements out.
    public var isTraining = true

    /// Whether segments keep their inputs alone while training.
    public var isCheckpointed = false

    /// The names of the inputs of the graph.
    public let inputNames: [String]

    /// The names of the outputs of the graph.
    public let outputNames: [String]

    /// The graph that is computed, with the weights as they were in the beginning.
    let graph: Graph

    private let parameters: [String: Parameter]
    private let norms: [Int: BatchNorm2D]
    private let convolutions: [Int: GraphConvolution]
    private let constants: ConstantCache
    /// The members in the order in which the graph uses them.
    public let members: [(name: String, member: ModuleMember)]

    /// What each output is read from: the value of its name, or logits.
    private let sources: [String]
    let schedule: GraphSchedule

    /// What is computed anew together.
    let segments: [GraphSegment]

    /// Makes a network of a graph.
    ///
    /// - Parameters:
    ///   - graph: The graph, with symbols for the sizes that change.
    ///   - givesLogits: Whether a softmax that the graph ends with is left out, as a loss of logits needs
    ///     it; the graph of the network keeps it.
    /// - Throws: `GraphError` if the graph is not valid.
    public convenience init(_ graph: Graph, givesLogits: Bool = false) throws {
        try self.init(graph, holding: nil, givesLogits: givesLogits)
    }

    /// Makes a network whose parameters and buffers are the weights `held`; `nil` for those that are by
    /// their use.
    init(_ graph: Graph, holding held: Set<String>?, givesLogits: Bool) throws {
        let graph = try graph.takingRunningStatistics().simplified(keepingDropout: true).widened()
            .orientingLinearWeights()
            .separatingSharedVectors()
        try graph.check()
        self.graph = graph
        inputNames = graph.inputs.map(\.name)
        outputNames = graph.outputs
        sources = graph.outputs.map { givesLogits ? graph.logits(of: $0) : $0 }
        let made = try GraphMembers(graph, holding: held)
        (parameters, norms, members) = (made.parameters, made.norms, made.members)
        convolutions = made.convolutions
        schedule = try GraphSchedule(graph, norms: norms.keys, asked: sources)
        segments = try GraphSegment.all(
            of: graph, schedule, parameters: Set(parameters.keys), norms: Set(norms.keys))
        constants = ConstantCache(graph.weights.filter { !made.names.contains($0.key) })
    }

    /// Computes the graph.
    ///
    /// - Parameter inputs: The tensors of ``inputNames``, of the sizes that the graph says; whole and
    ///   other numbers are converted to the types that it says.
    /// - Returns: The tensors of ``outputNames``.
    /// - Throws: ``GraphNetworkError/wrongSize(what:found:needed:)`` for inputs of other sizes, and what
    ///   LibTorch says of a node.
    public func outputs(of inputs: NamedTensors) throws -> NamedTensors {
        var values: [String: GraphValue] = [:]
        var sizes: [String: Int] = [:]
        var device = Device.cpu
        for input in graph.inputs {
            let tensor = try inputs.tensor(input.name, role: "inputs")
            try check(tensor, input, &sizes)
            device = tensor.device ?? .cpu
            let type = ScalarType(input.type.elementType) ?? .int64
            values[input.name] = .tensor(
                tensor.scalarType == type ? tensor : try tensor.converted(to: type))
        }
        try compute(&values, on: device)
        return NamedTensors(
            try zip(outputNames, sources).map { name, source in
                let value = try values[source] ?? weight(source, on: device)
                return (name, try value.tensor(on: device))
            })
    }

    /// Computes the steps in `range`, and forgets the values that none behind them needs.
    func compute(
        _ range: Range<Int>, _ values: inout [String: GraphValue], on device: Device
    ) throws {
        for index in range {
            let step = schedule.steps[index]
            let results = try evaluate(step, &values, on: device)
            for (name, result) in zip(step.outputs(in: graph), results) { values[name] = result }
            for name in step.inputs(in: graph) where schedule.lastUses[name] == index {
                values[name] = nil
            }
        }
    }

    private func evaluate(
        _ step: GraphSchedule.Step, _ values: inout [String: GraphValue], on device: Device
    ) throws -> [GraphValue] {
        switch step {
        case .node(let index):
            return try evaluate(index, graph.nodes[index], &values, on: device)
        case .attention(let block):
            let last = graph.nodes[block.nodes[block.nodes.count - 1]]
            let evaluation = try evaluation(of: step, as: last, values, on: device)
            return [.tensor(try evaluation.namingNode { try evaluation.attention(block) })]
        case .normalization(let chain):
            let first = graph.nodes[chain.nodes[0]]
            let evaluation = try evaluation(
                of: step, as: first, norm: norms[chain.nodes[0]], values, on: device)
            return [.tensor(try evaluation.namingNode { try evaluation.normalization(chain) })]
        }
    }

    /// The computation of several nodes, which errors name as one of them.
    private func evaluation(
        of step: GraphSchedule.Step, as node: Node, norm: BatchNorm2D? = nil,
        _ values: [String: GraphValue], on device: Device
    ) throws -> NodeEvaluation {
        let names = step.inputs(in: graph)
        return NodeEvaluation(
            node: Node(
                node.operation, named: node.name, inputs: names, outputs: step.outputs(in: graph)),
            inputs: try names.map { try values[$0] ?? weight($0, on: device) }, device: device,
            norm: norm, isTraining: isTraining)
    }

    private func evaluate(
        _ index: Int, _ node: Node, _ values: inout [String: GraphValue], on device: Device
    ) throws -> [GraphValue] {
        var inputs: [GraphValue?] = []
        // A batch norm holds its own weights.
        for name in norms[index] == nil ? node.inputs : Array(node.inputs.prefix(1)) {
            guard let name else {
                inputs.append(nil)
                continue
            }
            if values[name] == nil { values[name] = try weight(name, on: device) }
            inputs.append(values[name])
        }
        let evaluation = NodeEvaluation(
            node: node, inputs: inputs, device: device, norm: norms[index],
            isTraining: isTraining)
        let results = try evaluation.namingNode { try evaluation.results() }
        if let norm = convolutions[index]?.norm, case .tensor(let output)? = results.first {
            return [.tensor(try norm(output))]
        }
        return results
    }

    private func weight(_ name: String, on device: Device) throws -> GraphValue {
        if let parameter = parameters[name] { return .tensor(try parameter.effective) }
        return try constants.value(name, on: device)
    }

    private func check(
        _ tensor: Tensors.Tensor, _ input: Graph.Input, _ sizes: inout [String: Int]
    ) throws {
        let shape = tensor.shape
        var fits = shape.count == input.type.shape.count
        for (size, wanted) in zip(shape, input.type.shape) {
            switch wanted {
            case .known(let value): fits = fits && size == value
            case .symbol(let name):
                fits = fits && sizes[name, default: size] == size
                sizes[name] = size
            }
        }
        guard fits else {
            throw GraphNetworkError.wrongSize(
                what: "the input '\(input.name)'", found: "\(shape)",
                needed: "\(input.type.shape.map(\.description))")
        }
    }

    /// The graph with the weights that the network has now, masks applied.
    ///
    /// - Returns: A graph that computes what the network computes in evaluation, softmax included;
    ///   batch norms that were put back are folded in.
    /// - Throws: What reading the weights throws.
    public func currentGraph() throws -> Graph {
        var current = graph
        for (name, parameter) in parameters {
            current.weights[name] = try withoutGradients { try parameter.effective.graphData() }
        }
        for (name, buffer) in namedBuffers where graph.weights[name] != nil {
            current.weights[name] = try buffer.tensor.graphData()
        }
        for (index, convolution) in convolutions {
            guard let weight = graph.nodes[index].input(1), let bias = graph.nodes[index].input(2),
                let ownBias = convolution.bias
            else { continue }
            let folded = try withoutGradients {
                try convolution.folded(convolution.weight.effective, ownBias.effective)
            }
            guard let folded else { continue }
            current.weights[weight] = try folded.weight.graphData()
            current.weights[bias] = try folded.bias.graphData()
        }
        return current
    }
}

extension GraphNetwork: OutputNaming {
    /// The weights of the last layers before the outputs.
    public var outputWeights: [Parameter] {
        graph.outputs.compactMap { graph.lastWeight(before: $0) }.compactMap { parameters[$0] }
    }
}
