extension Graph {
    /// The graph whose batch norms normalise by their running statistics, as a network that is not being
    /// trained does, also where the file was written while it was.
    ///
    /// Those whose new statistics something needs stay as they are.
    ///
    /// - Returns: The graph with other batch norms.
    public func takingRunningStatistics() -> Graph {
        let uses = uses
        var graph = self
        for (index, node) in nodes.enumerated() {
            guard case .batchNormalization(let epsilon, let momentum, true) = node.operation,
                node.outputs.dropFirst().allSatisfy({ uses[$0] == nil && !outputs.contains($0) })
            else { continue }
            graph.nodes[index].operation = .batchNormalization(
                epsilon: epsilon, momentum: momentum, isTraining: false)
            graph.nodes[index].outputs = Array(node.outputs.prefix(1))
        }
        return graph
    }
}
