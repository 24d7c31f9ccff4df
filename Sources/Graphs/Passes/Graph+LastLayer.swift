extension Graph {
    /// The graph with another number of outputs, where its last layer decides that.
    ///
    /// - Parameters:
    ///   - output: One of ``outputs``.
    ///   - count: How many numbers it shall have for an example, or for each position.
    ///   - axis: The axis of the output that they lie along; −1 for the last.
    ///   - makeWeights: The new weights, of a shape `[count, …]`; the new bias is zero.
    /// - Returns: The graph; `nil` where something else than the last layer decides the number.
    /// - Throws: ``GraphError`` if the graph is not valid, and what `makeWeights` throws.
    public func replacingLastLayer(
        before output: String, outputCount count: Int, along axis: Int = -1,
        makeWeights: ([Int]) throws -> TensorData
    ) throws -> Graph? {
        guard let name = lastWeight(before: output), let weight = weights[name],
            let weightAxis = outputAxis(ofWeight: name)
        else { return nil }
        let old = weight.shape[weightAxis]
        var graph = self
        var shape = weight.shape
        shape[weightAxis] = count
        graph.weights[name] = try makeWeights(shape)
        for bias in biases(ofWeight: name) where weights[bias]?.shape.last == old {
            guard let data = weights[bias], data.elementCount == old else { continue }
            let shape = data.shape.dropLast() + [count]
            graph.weights[bias] = try TensorData(
                data.elementType, numbers: [Double](repeating: 0, count: count),
                shape: Array(shape))
        }
        guard let types = try? graph.check() else { return nil }
        let result = types[output]?.shape ?? []
        let place = axis < 0 ? axis + result.count : axis
        return result.indices.contains(place) && result[place] == .known(count) ? graph : nil
    }

    /// The axis of a weight that its layer's outputs are numbered by.
    private func outputAxis(ofWeight name: String) -> Int? {
        for node in nodes where node.input(1) == name {
            switch node.operation {
            case .convolution: return 0
            case .gemm(let attributes): return attributes.transposesSecond ? 0 : 1
            case .matMul: return 1
            default: continue
            }
        }
        let isTransposed = nodes.contains {
            $0.input(0) == name && $0.operation == .transpose(permutation: [1, 0])
        }
        return isTransposed ? 0 : nil
    }

    /// What is added to the results of the layers of a weight.
    private func biases(ofWeight name: String) -> [String] {
        let users = uses[name, default: []].map { nodes[$0.node] }
        let layers = users.flatMap { user in
            user.operation == .transpose(permutation: [1, 0])
                ? uses[user.outputs[0], default: []].map { nodes[$0.node] } : [user]
        }
        let own = layers.compactMap { $0.operation == .matMul ? nil : $0.input(2) }
        let added = layers.flatMap { layer in
            uses[layer.outputs[0], default: []].map { nodes[$0.node] }
                .filter { $0.operation == .binary(.add) }
                .flatMap { $0.inputs.compactMap { $0 } }
        }
        return (own + added).filter { weights[$0] != nil }
    }
}
