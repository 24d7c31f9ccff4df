extension Graph {
    /// Infers the type of every value from the types of the inputs and weights.
    ///
    /// Sizes that depend on symbols are named after their calculation. Where two different symbols
    /// are broadcast against each other, the first is kept: they must be equal for the network to
    /// run. Sizes that depend on the elements of inputs are named after the value and the axis.
    ///
    /// - Returns: The type of every value, inputs and weights included.
    /// - Throws: ``GraphError`` if types or shapes do not fit together.
    public func types() throws(GraphError) -> [String: TensorType] {
        try TypeInference(self).types
    }
}

/// The types of the values of a graph, and the elements of those that are calculated from sizes.
struct TypeInference {
    /// The type of every value.
    private(set) var types: [String: TensorType] = [:]
    /// The elements of small integer tensors that are known, as far as sizes are.
    private(set) var integers: [String: [Dimension]] = [:]
    private var weights: [String: TensorData] = [:]

    /// The longest tensor whose elements are followed.
    static let integerLimit = 1024

    init(_ graph: Graph) throws(GraphError) {
        try self.init(inputs: graph.inputs, weights: graph.weights)
        for node in graph.nodes { try infer(node) }
    }

    /// Starts without nodes.
    init(inputs: [Graph.Input], weights: [String: TensorData]) throws(GraphError) {
        for input in inputs {
            if let size = input.type.shape.compactMap(\.value).first(where: { $0 < 0 }) {
                throw .wrongInput(name: input.name, problem: "it has a size of \(size)")
            }
            types[input.name] = input.type
        }
        for (name, weight) in weights { define(name, weight) }
    }

    /// Adds a weight, or puts it in the place of another.
    mutating func define(_ name: String, _ weight: TensorData) {
        weights[name] = weight
        types[name] = weight.type
        integers[name] = nil
        if !weight.elementType.isFloatingPoint, weight.elementCount <= Self.integerLimit {
            integers[name] = weight.integers.map { .known($0) }
        }
    }

    /// The most elements that a result may have: 16 GiB of floats.
    private static let largestCount = 1 << 32

    /// Adds a node, whose inputs are known.
    mutating func infer(_ node: Node) throws(GraphError) {
        try node.checkCounts()
        var inputs: [TensorType?] = []
        for name in node.inputs {
            guard let name else {
                inputs.append(nil)
                continue
            }
            guard let type = types[name] else {
                throw .undefined(value: name, user: "node '\(node.name)'")
            }
            inputs.append(type)
        }
        let context = NodeTypes(
            node: node, inputs: inputs,
            integers: node.inputs.map { $0.flatMap { integers[$0] } },
            numbers: node.inputs.map { $0.flatMap { weights[$0] } })
        let results = try context.outputs()
        for (name, type) in zip(node.outputs, results) {
            let count = Monomial(type.shape)
            if count.isTooLarge || count.coefficient > Self.largestCount {
                throw node.problem("its result has the type \(type), which is too large")
            }
            if let size = type.shape.compactMap(\.value).first(where: { $0 < 0 }) {
                throw node.problem("its result would have a size of \(size)")
            }
            types[name] = type
        }
        if let name = node.outputs.first, let type = results.first,
            !type.elementType.isFloatingPoint,
            let values = context.integerResult(), values.count <= Self.integerLimit,
            type.elementCount == .known(values.count)
        {
            integers[name] = values
        }
    }
}
