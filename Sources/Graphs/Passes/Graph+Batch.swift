extension Graph {
    /// The graph for any number of examples, where it was exported for a fixed one.
    ///
    /// The first axis of every input becomes the symbol `batch`. Shapes that repeat its size in front
    /// are calculated from it, and a constant that is concatenated with an example, such as the class
    /// token of a transformer, is repeated for each.
    ///
    /// - Returns: A graph that computes the same for each example; the same graph where the first
    ///   axis is a symbol already, where the outputs would not have one, or where a node would
    ///   read the elements of one example for all.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func withFreeBatch() throws(GraphError) -> Graph {
        guard let size = inputs.first?.type.shape.first?.value,
            inputs.allSatisfy({ $0.type.shape.first?.value == size })
        else { return self }
        // What is calculated from the fixed number is known now, and would be unknown without it.
        let fixed = try foldingAllSizes().reshapingOrderedGathers()
        let types = try fixed.types()
        let batch = BatchAxes(fixed, types)
        if batch.hasConflict { return self }
        var graph = fixed
        for index in inputs.indices { graph.inputs[index].type.shape[0] = "batch" }
        // New nodes come behind the old ones for now, so that new names differ from all others.
        for node in fixed.nodes {
            switch node.operation {
            case .reshape: graph.appendReshape(node, size, types, batch)
            case .concat(let axis): graph.appendConcat(node, axis, size, types, batch)
            default: graph.nodes.append(node)
            }
        }
        graph.nodes.removeFirst(fixed.nodes.count)
        graph = graph.removingDeadNodes()
        guard let free = try? graph.check(), !graph.mixesExamples(free),
            outputs.allSatisfy({ free[$0]?.shape.first == "batch" })
        else { return self }
        return graph
    }

    /// The graph with constants folded as often as that makes more sizes known: what is calculated from
    /// the size of a padding that is a constant, say.
    private func foldingAllSizes() throws(GraphError) -> Graph {
        var graph = try followingAliases(keepingDropout: true).foldingConstants()
        var count = nodes.count
        while graph.nodes.count < count {
            count = graph.nodes.count
            graph = try graph.foldingConstants().followingAliases(keepingDropout: true)
        }
        return graph
    }

    /// The graph with a reshape where all rows of a value are gathered in their order, as exporters
    /// write masks that are read by the numbers of examples and positions.
    private func reshapingOrderedGathers() throws(GraphError) -> Graph {
        let types = try types()
        var graph = self
        for (index, node) in nodes.enumerated() {
            guard node.operation == .gather(axis: 0), let source = node.input(0),
                let rows = node.input(1).flatMap({ weights[$0] })?.integers,
                let shape = types[source]?.shape, shape.first == .known(rows.count),
                rows == Array(rows.indices), let output = node.outputs.first,
                let result = types[output]?.shape.compactMap(\.value),
                result.count == types[output]?.shape.count
            else { continue }
            let sizes = graph.freeName("\(node.name)_sizes")
            graph.weights[sizes] = TensorData(integers: result)
            graph.nodes[index] = Node(
                .reshape(allowsZero: false), named: node.name, inputs: [source, sizes],
                outputs: node.outputs)
        }
        return graph
    }

    /// Adds a reshape whose first size follows the number of examples.
    private mutating func appendReshape(
        _ node: Node, _ size: Int, _ types: [String: TensorType], _ batch: BatchAxes
    ) {
        var node = node
        defer { nodes.append(node) }
        guard batch.isOutermost(in: node.input(0)), let source = node.input(0),
            let result = node.outputs.first.flatMap({ types[$0] })?.shape,
            let first = result.first?.value, let name = node.input(1),
            let target = weights[name]?.integers, first % size == 0
        else { return }
        let known = result.dropFirst().compactMap(\.value)
        let sizes: [Int]
        if first == size, types[source]?.shape.first?.value == size, target.first == size,
            node.operation == .reshape(allowsZero: false)
        {
            sizes = [0] + target.dropFirst()
        } else if known.count == result.count - 1, !known.contains(0) {
            sizes = [-1] + known
        } else {
            return
        }
        let free = freeName("\(name)_\(node.name)")
        weights[free] = TensorData(integers: sizes)
        node = Node(
            .reshape(allowsZero: false), named: node.name, inputs: [source, free],
            outputs: node.outputs)
    }

    /// Adds a concatenation in which constants are repeated for every example.
    private mutating func appendConcat(
        _ node: Node, _ axis: Int, _ size: Int, _ types: [String: TensorType], _ batch: BatchAxes
    ) {
        var node = node
        defer { nodes.append(node) }
        let example = node.inputs.first { batch.isOutermost(in: $0) }
        guard size == 1, axis != 0, case .some(.some(let example)) = example else { return }
        for (position, input) in node.inputs.enumerated() {
            guard let input, batch.axes[input] == nil, let shape = types[input]?.shape,
                shape.first == 1
            else { continue }
            let rest = shape.dropFirst().compactMap(\.value)
            guard rest.count == shape.count - 1, -axis < shape.count else { continue }
            let (count, sizes) = (freeName("\(input)_count"), freeName("\(input)_sizes"))
            let (target, repeated) = (freeName("\(input)_shape"), freeName("\(input)_repeated"))
            weights[sizes] = TensorData(integers: rest)
            nodes += [
                Node(.shape(start: 0, end: 1), named: count, inputs: [example], outputs: [count]),
                Node(.concat(axis: 0), named: target, inputs: [count, sizes], outputs: [target]),
                Node(.expand, named: repeated, inputs: [input, target], outputs: [repeated]),
            ]
            node.inputs[position] = repeated
        }
    }

    /// Whether a node makes of all examples something whose sizes do not follow from their number.
    private func mixesExamples(_ types: [String: TensorType]) -> Bool {
        nodes.contains { node in
            guard !node.operation.readsOnlyShapes else { return false }
            let hasBatch = node.inputs.contains { name in
                name.flatMap { types[$0] }?.shape.contains { $0.description.contains("batch") }
                    ?? false
            }
            let result = node.outputs.first.flatMap { types[$0] }?.shape ?? []
            return hasBatch && !result.contains { $0.description.contains("batch") }
        }
    }
}
