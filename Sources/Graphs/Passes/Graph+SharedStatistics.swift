extension Graph {
    /// The graph with weights of its own for every batch norm.
    ///
    /// Exporters write equal tensors once, so that the untrained statistics of all batch norms are one
    /// tensor. Trained on, each needs its own.
    ///
    /// - Returns: A graph that computes the same.
    public func separatingBatchNorms() -> Graph {
        var graph = self
        var taken: Set<String> = []
        for index in nodes.indices {
            guard case .batchNormalization = nodes[index].operation else { continue }
            for position in 1...4 {
                guard let name = nodes[index].input(position), let weight = weights[name],
                    !taken.insert(name).inserted
                else { continue }
                let copy = graph.freeName("\(name)_\(nodes[index].name)")
                graph.weights[copy] = weight
                graph.nodes[index].inputs[position] = copy
            }
        }
        return graph
    }
}
