extension Graph {
    /// The graph with norms and biases of its own for every layer.
    ///
    /// Exporters write equal tensors once, so that the untrained statistics of all batch norms, or biases
    /// that are all zero, are one tensor. Trained on, each layer needs its own. Weights of two axes or
    /// more stay shared, as those of an embedding may be meant to.
    ///
    /// - Returns: A graph that computes the same.
    public func separatingSharedVectors() -> Graph {
        var graph = self
        var taken: Set<String> = []
        for index in nodes.indices {
            for position in nodes[index].vectorPositions {
                guard let name = nodes[index].input(position), let weight = weights[name],
                    weight.elementType.isFloatingPoint, weight.shape.count == 1,
                    weight.elementCount > 1, !taken.insert(name).inserted
                else { continue }
                let copy = graph.freeName("\(name)_\(nodes[index].name)")
                graph.weights[copy] = weight
                graph.nodes[index].inputs[position] = copy
            }
        }
        return graph
    }
}

extension Node {
    /// The inputs that have a number for each channel.
    fileprivate var vectorPositions: ClosedRange<Int> {
        switch operation {
        case .batchNormalization: 1...4
        case .layerNormalization, .instanceNormalization: 1...2
        case .convolution, .transposedConvolution, .gemm: 2...2
        case .binary(.add), .binary(.mul): 0...1
        default: -1 ... -1
        }
    }
}
