extension Graph {
    /// The graph with one of its outputs, without what only the others need, inputs included.
    ///
    /// - Parameter output: One of ``outputs``.
    /// - Returns: The smaller graph.
    public func keepingOutput(_ output: String) -> Graph {
        var graph = self
        graph.outputs = [output]
        graph = graph.removingDeadNodes()
        let uses = graph.uses
        graph.inputs.removeAll { uses[$0.name] == nil && $0.name != output }
        return graph
    }
}
