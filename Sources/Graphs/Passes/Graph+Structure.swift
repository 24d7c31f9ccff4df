extension Graph {
    /// The graph without some of its weights: they are inputs, so that a file may have them as tensors
    /// of its own. ``filled(with:)`` puts them back.
    ///
    /// - Parameter names: The weights to leave out.
    /// - Returns: A graph that has them as its last inputs.
    public func structure(without names: some Sequence<String>) -> Graph {
        var structure = self
        for name in names.sorted() {
            guard let weight = structure.weights.removeValue(forKey: name) else { continue }
            structure.inputs.append(Input(name, weight.type))
        }
        return structure
    }

    /// The graph with tensors in the place of the inputs of the same names.
    ///
    /// - Parameter tensors: By name; others than inputs are ignored, and floating-point numbers get the
    ///   precision that the input has.
    /// - Returns: The graph.
    /// - Throws: ``GraphError/wrongInput(name:problem:)`` for a tensor of another type or shape.
    public func filled(with tensors: [String: TensorData]) throws(GraphError) -> Graph {
        var graph = self
        graph.inputs = []
        for input in inputs {
            guard var tensor = tensors[input.name] else {
                graph.inputs.append(input)
                continue
            }
            if tensor.elementType.isFloatingPoint, input.type.elementType.isFloatingPoint {
                tensor = try tensor.converted { _ in input.type.elementType }
            }
            guard tensor.type == input.type else {
                throw .wrongInput(
                    name: input.name,
                    problem:
                        "the tensor of that name has the type \(tensor.type); \(input.type) is needed"
                )
            }
            graph.weights[input.name] = tensor
        }
        return graph
    }

    /// The graph with other names for some of its inputs and weights.
    ///
    /// - Parameter names: The new name by the old one; all different, and different from other values.
    /// - Returns: A graph that computes the same.
    public func renamed(_ names: [String: String]) -> Graph {
        var graph = self
        graph.weights = Dictionary(
            weights.map { (names[$0.key] ?? $0.key, $0.value) },
            uniquingKeysWith: { first, _ in first })
        for index in inputs.indices {
            graph.inputs[index].name = names[inputs[index].name] ?? inputs[index].name
        }
        for index in nodes.indices {
            graph.nodes[index].inputs = nodes[index].inputs.map { name in
                name.map { names[$0] ?? $0 }
            }
        }
        return graph
    }
}
