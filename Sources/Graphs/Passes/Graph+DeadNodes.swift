extension Graph {
    /// The graph without nodes and weights that no output needs. Inputs stay.
    ///
    /// - Returns: A graph that computes the same.
    public func removingDeadNodes() -> Graph {
        var needed = Set(outputs)
        var kept: [Node] = []
        for node in nodes.reversed() where node.outputs.contains(where: needed.contains) {
            needed.formUnion(node.inputs.compactMap { $0 })
            kept.append(node)
        }
        var graph = self
        graph.nodes = kept.reversed()
        graph.weights = weights.filter { needed.contains($0.key) }
        return graph
    }
}
