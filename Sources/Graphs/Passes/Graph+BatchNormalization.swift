extension Graph {
    /// The graph with batch norms at inference folded into the convolutions before them.
    ///
    /// A convolution is folded where its weights and its result are used nowhere else. Its weights
    /// keep their name; a convolution without biases takes the norm's biases under their name.
    ///
    /// - Returns: A graph that computes the same, up to rounding.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func foldingBatchNormalization() throws(GraphError) -> Graph {
        try replacing { node, matcher throws(GraphError) in
            guard case .batchNormalization(let epsilon, _, false) = node.operation,
                let convolution = matcher.onlyProducer(node.input(0)),
                case .convolution = convolution.operation, let weightName = convolution.input(1),
                let weight = matcher.graph.weights[weightName], matcher.useCount(weightName) == 1
            else { return nil }
            let statistics = node.inputs.dropFirst().compactMap { $0 }.compactMap {
                matcher.graph.weights[$0]
            }
            let biasName = convolution.input(2) ?? node.input(2)
            guard statistics.count == 4, let biasName,
                let bias = matcher.graph.weights[biasName], matcher.useCount(biasName) == 1
            else { return nil }
            let old = convolution.input(2) == nil ? bias.integers.map { _ in 0.0 } : bias.numbers
            let values = statistics.map(\.numbers)
            let factors = zip(values[0], values[3]).map { $0 / ($1 + Double(epsilon)).squareRoot() }
            let taps = weight.elementCount / max(factors.count, 1)
            let scaled = weight.numbers.enumerated().map { $1 * factors[$0 / taps] }
            let shifted = factors.indices.map {
                (old[$0] - values[2][$0]) * factors[$0] + values[1][$0]
            }
            let folded = Node(
                convolution.operation, named: convolution.name,
                inputs: Array(convolution.inputs.prefix(2)) + [biasName], outputs: node.outputs)
            return (
                [folded],
                [
                    weightName: try TensorData(
                        weight.elementType, numbers: scaled, shape: weight.shape),
                    biasName: try TensorData(
                        weight.elementType, numbers: shifted, shape: [factors.count]),
                ]
            )
        }
    }

    /// The graph with paddings by zeros merged into the convolutions and average pools after them
    /// that count them, and with paddings by −∞ into max pools.
    ///
    /// - Returns: A graph that computes the same.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func mergingPadding() throws(GraphError) -> Graph {
        try replacing { node, matcher throws(GraphError) in
            guard let pad = matcher.onlyProducer(node.input(0)), pad.operation == .pad(.constant),
                pad.input(3) == nil,
                let sizesName = pad.input(1),
                let sizes = matcher.graph.weights[sizesName]?.integers,
                let operation = node.operation.padded(
                    sizes, with: pad.input(2) == nil ? 0 : matcher.scalar(pad.input(2)))
            else { return nil }
            let inputs = [pad.input(0)] + node.inputs.dropFirst()
            return ([Node(operation, named: node.name, inputs: inputs, outputs: node.outputs)], [:])
        }
    }
}

extension Operation {
    /// The same operation with more padding, nil where that would not be the same.
    fileprivate func padded(_ sizes: [Int], with filler: Double?) -> Operation? {
        let rank = sizes.count / 2
        guard rank > 2, sizes.allSatisfy({ $0 >= 0 }),
            [0, 1, rank, rank + 1].allSatisfy({ sizes[$0] == 0 })
        else { return nil }
        func merge(_ padding: Padding) -> Padding? {
            guard case .explicit(let own) = padding, own.count == 2 * (rank - 2) else { return nil }
            let added = sizes[2..<rank] + sizes[(rank + 2)...]
            return .explicit(zip(own, added).map { $0 + $1 })
        }
        switch self {
        case .convolution(var attributes):
            guard filler == 0, let padding = merge(attributes.padding) else { return nil }
            attributes.padding = padding
            return .convolution(attributes)
        case .averagePool(var pooling):
            let isPlain: Bool =
                if case .explicit(let own) = pooling.padding { own.allSatisfy { $0 == 0 } } else {
                    false
                }
            guard filler == 0, !pooling.roundsUp, isPlain || pooling.countsPadding,
                let padding = merge(pooling.padding)
            else { return nil }
            pooling.padding = padding
            pooling.countsPadding = true
            return .averagePool(pooling)
        case .maxPool(var pooling):
            guard filler == -.infinity, !pooling.roundsUp, let padding = merge(pooling.padding)
            else { return nil }
            pooling.padding = padding
            return .maxPool(pooling)
        default: return nil
        }
    }
}
