extension Graph {
    /// The graph with products of a matrix and a weight written as `Gemm`: Transpose + MatMul + Add
    /// on tensors of two axes, and Gemm + Add of a bias.
    ///
    /// A weight that is transposed before the product is used as it is, so that it keeps its name
    /// and the shape `[outputs, inputs]`. Products of tensors with more axes stay as they are.
    ///
    /// - Returns: A graph that computes the same.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func recognizingLinear() throws(GraphError) -> Graph {
        let products = try replacing { node, matcher throws(GraphError) in
            guard node.operation == .matMul, let x = node.input(0), let w = node.input(1),
                matcher.types[x]?.shape.count == 2, matcher.types[w]?.shape.count == 2
            else { return nil }
            if let transpose = matcher.producer(w),
                transpose.operation == .transpose(permutation: [1, 0]),
                let weight = transpose.input(0), graph(matcher, has: weight)
            {
                let gemm = Operation.gemm(Gemm(transposesSecond: true))
                return (
                    [Node(gemm, named: node.name, inputs: [x, weight], outputs: node.outputs)], [:]
                )
            }
            guard graph(matcher, has: w) else { return nil }
            return (
                [Node(.gemm(Gemm()), named: node.name, inputs: [x, w], outputs: node.outputs)], [:]
            )
        }
        return try products.replacing { node, matcher throws(GraphError) in
            for (product, bias) in matcher.operands(node, .add) {
                guard let gemm = matcher.onlyProducer(product),
                    case .gemm(var attributes) = gemm.operation,
                    gemm.input(2) == nil, let data = matcher.graph.weights[bias],
                    let shape = matcher.types[product]?.shape, data.shape.count <= 2,
                    data.shape.last.map({ .known($0) == shape[1] || $0 == 1 }) ?? true,
                    data.shape.count < 2 || data.shape[0] == 1
                else { continue }
                attributes.biasScale = 1
                let inputs = Array(gemm.inputs.prefix(2)) + [bias]
                return (
                    [
                        Node(
                            .gemm(attributes), named: gemm.name, inputs: inputs,
                            outputs: node.outputs)
                    ], [:]
                )
            }
            return nil
        }
    }

    private func graph(_ matcher: GraphMatcher, has weight: String) -> Bool {
        matcher.graph.weights[weight] != nil
    }
}
