extension Graph {
    /// The graph without nodes that give their input back: Identity, Dropout at inference, and
    /// Cast, Reshape, Flatten, Expand, Transpose, Slice-free concatenation of one tensor that change
    /// nothing. Names of inputs and outputs stay.
    ///
    /// - Parameter keepingDropout: Whether Dropout stays, as training needs it.
    /// - Returns: A graph that computes the same.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func followingAliases(keepingDropout: Bool = false) throws(GraphError) -> Graph {
        let types = try types()
        let asked = Set(outputs)
        var sources: [String: String] = [:]
        var graph = self
        graph.nodes = []
        for var node in nodes {
            node.inputs = node.inputs.map { name in name.map { sources[$0] ?? $0 } }
            guard let output = node.outputs.first, let source = node.input(0),
                !asked.contains(output), !(keepingDropout && node.operation.isDropout),
                node.isAlias(from: types[source], to: types[output])
            else {
                graph.nodes.append(node)
                continue
            }
            sources[output] = source
        }
        return graph.removingDeadNodes()
    }
}

extension Node {
    /// Whether the output is the first input, element by element and in the same shape.
    fileprivate func isAlias(from source: TensorType?, to result: TensorType?) -> Bool {
        guard let source, source == result else { return false }
        switch operation {
        case .identity, .dropout, .cast, .reshape, .flatten, .expand, .squeeze: return true
        case .transpose(let permutation): return permutation == permutation.sorted()
        case .concat, .variadic(.sum), .variadic(.max), .variadic(.min): return inputs.count == 1
        case .pad(.constant), .tile: return !source.shape.contains { $0.value == nil }
        default: return false
        }
    }
}
