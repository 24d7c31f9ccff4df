extension Graph {
    /// The graph whose output has no axes of size 1 behind the second, as pooling leaves them behind
    /// the classes.
    ///
    /// - Returns: The graph with one node more that flattens the output; the same graph for several
    ///   outputs, or without such axes.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func flatteningOutput() throws(GraphError) -> Graph {
        guard outputs.count == 1, let output = outputs.first,
            let shape = try types()[output]?.shape,
            shape.count > 2, shape[2...].allSatisfy({ $0 == 1 })
        else { return self }
        var graph = self
        let flat = freeName("\(output)_flat")
        graph.nodes.append(
            Node(.flatten(axis: 1), named: flat, inputs: [output], outputs: [flat]))
        graph.outputs = [flat]
        return graph
    }
}
