import Graphs
import Layers
import Tensors

/// Makes a graph of what a network calls: one function for each operator of LibTorch.
struct CallConverter {
    private let first: Recording
    private let second: Recording
    private let symbols: Symbols
    private(set) var nodes: [Node] = []
    fileprivate(set) var weights: [String: TensorData] = [:]
    /// The shape of every value, with symbols.
    private var shapes: [String: [Dimension]] = [:]
    private var tensors: [String: Tensors.Tensor] = [:]
    private var count = 0

    init(_ first: Recording, _ second: Recording, _ symbols: Symbols) {
        (self.first, self.second, self.symbols) = (first, second, symbols)
    }

    /// The graph of a network.
    mutating func graph(of network: some Network) throws -> Graph {
        try readShapes()
        try readWeights(of: network)
        let (calls, others) = (first.recorder.calls, second.recorder.calls)
        guard calls.count == others.count else {
            throw TracingError.differentCalls(
                first: calls.last?.name ?? "", second: others.last?.name ?? "")
        }
        var missing: [String] = []
        for (one, other) in zip(calls, others) {
            let call = try TracedCall(one, other, symbols)
            guard let convert = Self.conversions[call.name] else {
                if !missing.contains(call.name) { missing.append(call.name) }
                continue
            }
            try convert(&self, call)
        }
        let inputs = try zip(first.inputs.names, first.inputs.tensors).map { name, tensor in
            Graph.Input(name, TensorType(try elementType(of: tensor), shapes[name] ?? []))
        }
        for (name, source) in zip(network.outputNames, first.outputs) {
            nodes.append(Node(.identity, inputs: [source], outputs: [name]))
        }
        let graph = Graph(
            inputs: inputs, outputs: network.outputNames, nodes: nodes, weights: weights
        ).removingDeadNodes()
        // What nothing needs is not missed.
        if !missing.isEmpty { throw TracingError.noOperation(operators: missing) }
        return try graph.renamingOutputs().simplified(keepingDropout: true)
    }

    /// Reads the shapes of all values of both examples.
    private mutating func readShapes() throws {
        var others: [String: Tensors.Tensor] = [:]
        for known in second.recorder.known { others[known.name] = known.tensor }
        for known in first.recorder.known {
            tensors[known.name] = known.tensor
            guard let other = others[known.name] else { continue }
            let (one, two) = (known.tensor.shape, other.shape)
            guard one.count == two.count else { continue }
            let sizes = zip(one, two).compactMap { symbols.dimension($0, $1) }
            if sizes.count == one.count { shapes[known.name] = sizes }
        }
    }

    private mutating func readWeights(of network: some Network) throws {
        for named in network.namedParameters where weights[named.path] == nil {
            weights[named.path] = try named.parameter.tensor.graphData()
        }
        for named in network.namedBuffers {
            weights[named.path] = try named.buffer.tensor.graphData()
        }
        for (name, tensor) in first.recorder.constants {
            let data = try tensor.graphData()
            guard try second.recorder.constants[name]?.graphData() == data else {
                throw TracingError.changingConstant(name: name)
            }
            weights[name] = data
        }
    }

    private func elementType(of tensor: Tensors.Tensor) throws -> ElementType {
        ElementType(tensor.scalarType ?? .float32)
    }

    // MARK: What conversions use

    /// The shape of a value.
    func shape(_ value: String) -> [Dimension] {
        if let weight = weights[value] { return weight.shape.map { .known($0) } }
        return shapes[value] ?? []
    }

    /// The type of the elements of a value.
    func type(_ value: String) -> ElementType {
        if let weight = weights[value] { return weight.elementType }
        return ElementType(tensors[value]?.scalarType ?? .float32)
    }

    /// A new name.
    mutating func name(_ wish: String) -> String {
        count += 1
        return "\(wish).\(count)"
    }

    /// Adds a node whose result is the first of the call.
    mutating func give(_ call: TracedCall, _ operation: Operation, _ inputs: [String?]) {
        nodes.append(Node(operation, inputs: inputs, outputs: [call.results[0]]))
    }

    /// Adds a node and returns its result.
    mutating func add(_ operation: Operation, _ inputs: [String?]) -> String {
        let result = name(operation.name)
        nodes.append(Node(operation, inputs: inputs, outputs: [result]))
        return result
    }

    /// Adds a constant.
    mutating func setWeight(_ name: String, _ data: TensorData) { weights[name] = data }

    /// Adds whole numbers as a constant.
    mutating func integers(_ values: [Int]) -> String {
        let result = name("sizes")
        weights[result] = TensorData(integers: values)
        return result
    }

    /// Adds a number as a constant of the element type of a value.
    mutating func scalar(_ number: Double, like value: String) throws -> String {
        let result = name("number")
        let type = type(value)
        weights[result] =
            type.isFloatingPoint
            ? try TensorData(type, numbers: [number], shape: [])
            : try TensorData(type, integers: [Int(number)], shape: [])
        return result
    }

    /// Sizes as a value, read from the inputs where they are free.
    mutating func sizes(_ dimensions: [Dimension], in call: TracedCall) throws -> String {
        let values = dimensions.compactMap(\.value)
        if values.count == dimensions.count { return integers(values) }
        var parts: [String] = []
        for dimension in dimensions { parts.append(try size(dimension, in: call)) }
        return parts.count == 1 ? parts[0] : add(.concat(axis: 0), parts)
    }

    /// One size as a value of one axis.
    mutating func size(_ dimension: Dimension, in call: TracedCall) throws -> String {
        if let value = dimension.value { return integers([value]) }
        for symbol in symbols.all {
            let factor = dimension / .symbol(symbol.name)
            if let value = factor.value {
                let read = add(
                    .shape(start: symbol.axis, end: symbol.axis + 1), [symbol.input])
                return value == 1 ? read : add(.binary(.mul), [read, integers([value])])
            }
            if symbols.all.contains(where: { factor == .symbol($0.name) }) {
                let read = add(.shape(start: symbol.axis, end: symbol.axis + 1), [symbol.input])
                return add(.binary(.mul), [read, try size(factor, in: call)])
            }
        }
        throw call.refusal("with the size \(dimension)")
    }

    /// An axis counted from the start.
    func axis(_ axis: Int, of value: String) -> Int {
        axis < 0 ? axis + shape(value).count : axis
    }
}

extension Graph {
    /// The graph whose outputs are the values that identities gave their names.
    fileprivate func renamingOutputs() -> Graph {
        var graph = self
        let taken = Set(inputs.map(\.name)).union(weights.keys)
        for output in outputs {
            let producers = graph.producers
            guard let index = producers[output], graph.nodes[index].operation == .identity,
                let source = graph.nodes[index].input(0), !taken.contains(source),
                !graph.outputs.contains(source), producers[source] != nil
            else { continue }
            graph.nodes.remove(at: index)
            for node in graph.nodes.indices {
                graph.nodes[node].inputs = graph.nodes[node].inputs.map {
                    $0 == source ? output : $0
                }
                graph.nodes[node].outputs = graph.nodes[node].outputs.map {
                    $0 == source ? output : $0
                }
            }
        }
        return graph
    }
}
