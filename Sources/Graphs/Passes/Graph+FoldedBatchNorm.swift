extension Graph {
    /// The convolutions into which a batch norm may have been folded, by their positions in ``nodes``.
    ///
    /// Those with weights and biases of their own, whose results a network goes on with as images: not
    /// the ones before a norm, those of gates and classes that see a single place, those whose places
    /// become tokens, and those that make the outputs.
    ///
    /// - Returns: The positions in order.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func convolutionsWithFoldedNorm() throws(GraphError) -> [Int] {
        let types = try types()
        let uses = uses
        let last = Set(outputs.compactMap { lastWeight(before: $0) })
        func isOwn(_ name: String) -> Bool { weights[name] != nil && uses[name]?.count == 1 }
        return nodes.indices.filter { index in
            guard case .convolution = nodes[index].operation,
                let output = nodes[index].outputs.first,
                let weight = nodes[index].input(1), let bias = nodes[index].input(2),
                isOwn(weight), isOwn(bias), !last.contains(weight),
                let shape = types[output]?.shape,
                shape.dropFirst(2).contains(where: { $0 != 1 })
            else { return false }
            return isImage(output, rank: shape.count, uses, types)
        }
    }

    /// Whether whatever computes with a value, in this shape or another, takes it as an image and is no
    /// norm.
    private func isImage(
        _ value: String, rank: Int, _ uses: [String: [Use]], _ types: [String: TensorType]
    ) -> Bool {
        if outputs.contains(value) { return false }
        return uses[value, default: []].allSatisfy { use in
            let user = nodes[use.node]
            switch user.operation {
            case .batchNormalization, .layerNormalization, .instanceNormalization: return false
            case .flatten, .reshape, .transpose, .squeeze, .unsqueeze, .identity, .dropout:
                return user.outputs.allSatisfy { isImage($0, rank: rank, uses, types) }
            default: return types[value]?.shape.count == rank
            }
        }
    }
}
