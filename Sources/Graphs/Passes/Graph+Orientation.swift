extension Graph {
    /// The graph with every weight of a product of matrices as `[outputs, inputs]`, the shape of the
    /// weight of a linear layer: weights that exporters have transposed are transposed back.
    ///
    /// A product with such a weight is a `Gemm`, or a `MatMul` with the `Transpose` of the weight.
    /// Weights that something else uses too stay as they are.
    ///
    /// - Returns: A graph that computes the same.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func orientingLinearWeights() throws(GraphError) -> Graph {
        let uses = uses
        let asked = Set(outputs)
        var graph = self
        graph.nodes = []
        for var node in nodes {
            guard let name = node.input(1), let weight = weights[name], weight.shape.count == 2,
                weight.elementType.isFloatingPoint, uses[name]?.count == 1, !asked.contains(name)
            else {
                graph.nodes.append(node)
                continue
            }
            switch node.operation {
            case .gemm(var attributes) where !attributes.transposesSecond:
                attributes.transposesSecond = true
                node.operation = .gemm(attributes)
                graph.weights[name] = try weight.transposed()
            case .matMul:
                graph.weights[name] = try weight.transposed()
                let transposed = graph.freeName("\(name)_transposed")
                graph.nodes.append(
                    Node(
                        .transpose(permutation: [1, 0]), inputs: [name], outputs: [transposed]))
                node.inputs[1] = transposed
            default: break
            }
            graph.nodes.append(node)
        }
        return graph
    }
}

extension TensorData {
    /// A matrix with its axes swapped.
    fileprivate func transposed() throws(GraphError) -> TensorData {
        let (rows, columns, size) = (shape[0], shape[1], elementType.byteCount)
        let bytes = withUnsafeBytes { source in
            [UInt8](unsafeUninitializedCapacity: byteCount) { target, count in
                for column in 0..<columns {
                    for row in 0..<rows {
                        for byte in 0..<size {
                            target[(column * rows + row) * size + byte] =
                                source[(row * columns + column) * size + byte]
                        }
                    }
                }
                count = byteCount
            }
        }
        return try TensorData(elementType, shape: [columns, rows], bytes: bytes)
    }
}
