extension Graph {
    /// Checks that every value is defined once and before it is used, that nodes have as many
    /// inputs and outputs as their operation needs, and that types and shapes fit together.
    ///
    /// - Returns: The type of every value.
    /// - Throws: ``GraphError`` with the first thing that is wrong.
    @discardableResult
    public func check() throws(GraphError) -> [String: TensorType] {
        try checkStructure()
        return try types()
    }

    /// Checks everything but types and shapes.
    func checkStructure() throws(GraphError) {
        var defined: Set<String> = []
        func define(_ name: String) throws(GraphError) {
            if !defined.insert(name).inserted { throw .definedTwice(value: name) }
        }
        for input in inputs { try define(input.name) }
        for name in weights.keys.sorted() { try define(name) }
        for node in nodes {
            try node.checkCounts()
            for output in node.outputs { try define(output) }
        }
        var known = Set(inputs.map(\.name)).union(weights.keys)
        for (index, node) in nodes.enumerated() {
            for case let name? in node.inputs where !known.contains(name) {
                if defined.contains(name) { throw cycle(from: index) }
                throw .undefined(value: name, user: "node '\(node.name)'")
            }
            known.formUnion(node.outputs)
        }
        for name in outputs where !known.contains(name) {
            throw .undefined(value: name, user: "the list of outputs")
        }
    }

    private func cycle(from index: Int) -> GraphError {
        .cycle(nodes: nodes[index...].map(\.name))
    }

    /// The same graph with its nodes in an order in which every value is defined before it is used,
    /// as near to the given one as possible.
    ///
    /// - Returns: The graph.
    /// - Throws: ``GraphError/cycle(nodes:)`` with the nodes that need each other or come after.
    public func sorted() throws(GraphError) -> Graph {
        let producers = producers
        var waiting = nodes.map { node in
            Set(node.inputs.compactMap { $0.flatMap { producers[$0] } }).count
        }
        var followers = [[Int]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for producer in Set(node.inputs.compactMap { $0.flatMap { producers[$0] } }) {
                followers[producer].append(index)
            }
        }
        // A heap would be O(n log n); files come sorted, so the front is scanned once.
        var ready = Set(waiting.indices.filter { waiting[$0] == 0 })
        var order: [Int] = []
        var front = 0
        while let next = ready.contains(front) ? front : ready.min() {
            ready.remove(next)
            order.append(next)
            front = next + 1
            for follower in followers[next] {
                waiting[follower] -= 1
                if waiting[follower] == 0 { ready.insert(follower) }
            }
        }
        if order.count < nodes.count {
            let placed = Set(order)
            throw .cycle(
                nodes: nodes.indices.filter { !placed.contains($0) }.map { nodes[$0].name })
        }
        var graph = self
        graph.nodes = order.map { nodes[$0] }
        return graph
    }
}

extension Node {
    /// Checks how many inputs and outputs there are.
    func checkCounts() throws(GraphError) {
        let allowed = operation.inputCount
        if !allowed.contains(inputs.count) {
            throw .wrongInputCount(
                node: name, operation: operation.name, found: inputs.count, allowed: allowed)
        }
        let isComplete = inputs.prefix(allowed.lowerBound).allSatisfy { $0 != nil }
        if !isComplete || (allowed.upperBound == .max && inputs.contains(nil)) {
            throw problem("one of its first \(inputs.count) inputs is left out")
        }
        if !operation.outputCount.contains(outputs.count) {
            throw problem("it has \(outputs.count) outputs, which it does not define")
        }
    }
}
