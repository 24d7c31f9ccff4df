extension Graph {
    /// The graph with constants calculated: nodes whose inputs are all constants, and arithmetic on
    /// sizes as far as these are known.
    ///
    /// Bind the sizes of the inputs first to fold all of the arithmetic on shapes. Nodes whose
    /// result is larger than their inputs together and `limit` stay, so that a file does not grow.
    /// Matrices that are transposed stay too: the weights of linear layers keep their names.
    ///
    /// - Parameter limit: The largest result in bytes that is kept where it is larger than what it
    ///   was calculated from.
    /// - Returns: A graph that computes the same.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func foldingConstants(limit: Int = 1 << 16) throws(GraphError) -> Graph {
        let inference = try TypeInference(self)
        var graph = self
        graph.nodes = []
        for node in nodes {
            let isWeight = node.isTransposedWeight(graph.weights)
            if !isWeight,
                let constants = try constants(of: node, inference, graph.weights, limit: limit)
            {
                for (name, data) in constants { graph.weights[name] = data }
            } else {
                graph.nodes.append(node)
            }
        }
        return graph.removingDeadNodes()
    }

    /// The results of a node that are constants.
    private func constants(
        of node: Node, _ inference: TypeInference, _ weights: [String: TensorData], limit: Int
    ) throws(GraphError) -> [String: TensorData]? {
        if let sizes = try inference.sizes(of: node) { return sizes }
        let names = node.inputs.compactMap { $0 }
        let inputs = names.compactMap { weights[$0] }
        guard inputs.count == names.count else { return nil }
        let types = node.outputs.compactMap { inference.types[$0] }
        let sizes = types.map { type in
            type.elementCount.value.map {
                $0.multipliedReportingOverflow(by: type.elementType.byteCount)
            }
        }
        let given = inputs.reduce(0) { $0 + $1.byteCount }
        guard
            sizes.allSatisfy({ size in
                size.map { !$0.overflow && $0.partialValue <= max(limit, given) } ?? false
            })
        else { return nil }
        let tensors = try ReferenceEvaluator.evaluate(
            node, node.inputs.map { name in name.flatMap { weights[$0] }.map { Tensor($0) } })
        var results: [String: TensorData] = [:]
        for (name, tensor) in zip(node.outputs, tensors) { results[name] = try tensor.data }
        return results
    }
}

extension Node {
    /// Whether this is the transpose of a matrix of weights.
    fileprivate func isTransposedWeight(_ weights: [String: TensorData]) -> Bool {
        guard operation == .transpose(permutation: [1, 0]),
            let weight = input(0).flatMap({ weights[$0] })
        else { return false }
        return weight.elementType.isFloatingPoint && weight.elementCount > 1
    }
}

extension Graph {
    /// The graph with arithmetic on known sizes calculated. Weights and their names stay.
    func foldingSizes() throws(GraphError) -> Graph {
        let inference = try TypeInference(self)
        let asked = Set(outputs)
        var graph = self
        graph.nodes = []
        for node in nodes {
            if !node.outputs.contains(where: asked.contains),
                let sizes = try inference.sizes(of: node)
            {
                graph.weights.merge(sizes) { _, new in new }
            } else {
                graph.nodes.append(node)
            }
        }
        return graph
    }
}

extension TypeInference {
    /// The result of a node that calculates with sizes, where these are known.
    func sizes(of node: Node) throws(GraphError) -> [String: TensorData]? {
        guard node.outputs.count == 1, let name = node.outputs.first, let type = types[name],
            let sizes = integers[name], sizes.allSatisfy({ $0.value != nil })
        else { return nil }
        let shape = type.shape.compactMap(\.value)
        let data = try TensorData(
            type.elementType, integers: sizes.compactMap(\.value), shape: shape)
        return [name: data]
    }
}
