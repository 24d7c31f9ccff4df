extension Graph {
    /// The graph for any number of examples, where it was exported for a fixed one.
    ///
    /// The first axis of every input becomes the symbol `batch`, and shapes that repeat its size in
    /// front take that of their input.
    ///
    /// - Returns: A graph that computes the same for each example; the same graph where the first
    ///   axis is a symbol already, or where the outputs would not have one.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func withFreeBatch() throws(GraphError) -> Graph {
        guard let size = inputs.first?.type.shape.first?.value,
            inputs.allSatisfy({ $0.type.shape.first?.value == size })
        else { return self }
        var graph = self
        for index in inputs.indices { graph.inputs[index].type.shape[0] = "batch" }
        let types = try types()
        for (index, node) in nodes.enumerated() {
            guard node.operation == .reshape(allowsZero: false), let source = node.input(0),
                types[source]?.shape.first?.value == size, let name = node.input(1),
                let target = weights[name]?.integers, target.count > 1, target[0] == size
            else { continue }
            let free = graph.freeName("\(name)_\(node.name)")
            graph.weights[free] = TensorData(integers: [0] + target.dropFirst())
            graph.nodes[index].inputs[1] = free
        }
        guard let free = try? graph.removingDeadNodes().check(),
            outputs.allSatisfy({ free[$0]?.shape.first == "batch" })
        else { return self }
        return graph.removingDeadNodes()
    }
}
