extension Graph {
    /// The graph with layer norms over the last axes that were written out, as
    /// (x − mean) / √(mean((x − mean)²) + ε) · scale + bias, as one node each.
    ///
    /// - Returns: A graph that computes the same, up to the rounding of ε.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func recognizingLayerNormalization() throws(GraphError) -> Graph {
        try replacing { node, matcher throws(GraphError) in
            for (product, bias) in matcher.operands(node, .add) {
                for (normal, scale) in matcher.operands(matcher.onlyProducer(product), .mul) {
                    guard let found = matcher.normalized(normal),
                        let shape = matcher.types[found.x]?.shape,
                        let scaleData = matcher.graph.weights[scale],
                        let biasData = matcher.graph.weights[bias],
                        scaleData.shape.map({ Dimension.known($0) }) == Array(shape[found.axis...]),
                        biasData.shape == scaleData.shape
                    else { continue }
                    let operation = Operation.layerNormalization(
                        axis: found.axis - shape.count, epsilon: Float(found.epsilon))
                    let inputs = [found.x, scale, bias]
                    return (
                        [Node(operation, named: node.name, inputs: inputs, outputs: node.outputs)],
                        [:]
                    )
                }
            }
            return nil
        }
    }
}

extension GraphMatcher {
    /// Finds (x − mean) / √(mean((x − mean)²) + ε).
    fileprivate func normalized(_ value: String) -> (x: String, axis: Int, epsilon: Double)? {
        guard let (centred, root) = operands(producer(value), .div).first,
            let node = producer(root), isRoot(node),
            let (x, mean) = operands(producer(centred), .sub).first,
            let axis = meanAxis(mean, of: x)
        else { return nil }
        for (variance, epsilon) in operands(producer(node.input(0)), .add) {
            guard let epsilon = scalar(epsilon), let reduction = producer(variance),
                meanAxis(variance, of: reduction.input(0)) == axis,
                isSquare(reduction.input(0), of: centred, x, mean)
            else { continue }
            return (x, axis, epsilon)
        }
        return nil
    }

    private func isRoot(_ node: Node) -> Bool {
        node.operation == .unary(.sqrt)
            || node.operation == .binary(.pow) && isScalar(node.input(1), near: 0.5)
    }

    /// The first axis of a mean over the last axes that keeps them.
    private func meanAxis(_ mean: String, of x: String?) -> Int? {
        guard let x, let node = producer(mean), node.input(0) == x,
            let rank = types[x]?.shape.count,
            case .reduce(.mean, let axes?, true) = node.operation
        else { return nil }
        let sorted = axes.map { $0 < 0 ? $0 + rank : $0 }.sorted()
        guard let first = sorted.first, sorted == Array(first..<rank) else { return nil }
        return first
    }

    /// Whether a value is the square of `centred`, or of another difference of the same two.
    private func isSquare(_ value: String?, of centred: String, _ x: String, _ mean: String) -> Bool
    {
        func isCentred(_ name: String) -> Bool {
            name == centred || operands(producer(name), .sub).contains { $0 == (x, mean) }
        }
        let node = producer(value)
        return operands(node, .pow).contains { isCentred($0.0) && isScalar($0.1, near: 2) }
            || operands(node, .mul).contains { isCentred($0.0) && isCentred($0.1) }
    }
}
