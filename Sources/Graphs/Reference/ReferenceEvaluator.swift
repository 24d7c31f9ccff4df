/// Computes a graph slowly and plainly: the reference beside which faster ways are tested.
public struct ReferenceEvaluator {
    private let graph: Graph

    /// Takes a graph, which is checked when it is run.
    ///
    /// - Parameter graph: The graph.
    public init(_ graph: Graph) { self.graph = graph }

    /// Computes the outputs of the graph.
    ///
    /// - Parameters:
    ///   - inputs: A tensor for each input, of the type and sizes that the graph says.
    ///   - observing: Sees the result of every node.
    /// - Returns: The outputs by name.
    /// - Throws: ``GraphError`` if an input is missing or does not fit, or the graph is not valid
    ///   for these sizes.
    /// - Complexity: One or two nanoseconds for each multiply-add.
    public func run(
        _ inputs: [String: Tensor], observing: (String, Tensor) -> Void = { _, _ in }
    ) throws(GraphError) -> [String: Tensor] {
        try graph.checkStructure()
        var values: [String: Tensor] = [:]
        var sizes: [String: Int] = [:]
        for input in graph.inputs {
            guard let tensor = inputs[input.name] else {
                throw .wrongInput(name: input.name, problem: "it is not given")
            }
            try check(tensor, input, &sizes)
            values[input.name] = tensor
        }
        for (name, weight) in graph.weights { values[name] = Tensor(weight) }
        let lastUses = Dictionary(graph.uses.map { ($0, $1.map(\.node).max() ?? 0) }) {
            max($0, $1)
        }
        let kept = Set(graph.outputs)
        for (index, node) in graph.nodes.enumerated() {
            let results = try Self.evaluate(node, node.inputs.map { $0.flatMap { values[$0] } })
            for (name, tensor) in zip(node.outputs, results) {
                observing(name, tensor)
                values[name] = tensor
            }
            for case let name? in node.inputs where lastUses[name] == index && !kept.contains(name)
            {
                values[name] = nil
            }
        }
        return values.filter { kept.contains($0.key) }
    }

    private func check(
        _ tensor: Tensor, _ input: Graph.Input, _ sizes: inout [String: Int]
    ) throws(GraphError) {
        var fits =
            tensor.elementType == input.type.elementType
            && tensor.shape.count == input.type.shape.count
        for (size, wanted) in zip(tensor.shape, input.type.shape) {
            switch wanted {
            case .known(let value): fits = fits && size == value
            case .symbol(let name):
                fits = fits && sizes[name, default: size] == size
                sizes[name] = size
            }
        }
        if !fits {
            throw .wrongInput(
                name: input.name,
                problem: "it has the type \(tensor.elementType.rawValue)\(tensor.shape); "
                    + "\(input.type) is needed")
        }
    }

    /// Computes one node.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - inputs: Its inputs, nil where they are left out.
    /// - Returns: Its outputs.
    /// - Throws: ``GraphError`` if the inputs do not fit.
    public static func evaluate(
        _ node: Node, _ inputs: [Tensor?]
    ) throws(GraphError) -> [Tensor] {
        // The types are inferred from the tensors, so that every size is known below.
        var weights: [TensorData?] = []
        for tensor in inputs {
            let isSmall = (tensor?.count ?? .max) <= TypeInference.integerLimit
            weights.append(isSmall ? try tensor?.data : nil)
        }
        let context = NodeTypes(
            node: node,
            inputs: inputs.map { tensor in
                tensor.map { TensorType($0.elementType, $0.shape.map { .known($0) }) }
            },
            integers: inputs.map { tensor in
                guard let tensor, !tensor.elementType.isFloatingPoint,
                    tensor.count <= TypeInference.integerLimit
                else { return nil }
                return tensor.integers.map { .known($0) }
            },
            numbers: weights)
        try node.checkCounts()
        let types = try context.outputs()
        guard let type = types.first else { return [] }
        for type in types where type.elementCount.value.map({ $0 < 0 || $0 > 1 << 32 }) ?? false {
            throw node.problem("its result has the type \(type), which is too large")
        }
        let evaluation = Evaluation(
            node: node, inputs: inputs, shape: type.shape.compactMap(\.value), types: types)
        if evaluation.shape.count != type.shape.count, node.operation != .range {
            throw node.problem(
                "its result has the type \(type), which depends on too many elements")
        }
        return try evaluation.results()
    }
}
