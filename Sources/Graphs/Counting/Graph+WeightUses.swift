extension Graph {
    /// How often each element of a weight is multiplied and added: for a convolution as many times as
    /// its output has positions, for a product as many times as there are vectors to multiply.
    ///
    /// Weights that lie transposed in the graph are followed. Products of two values that both follow
    /// from the inputs, as in attention, have no weight and are not in it.
    ///
    /// - Returns: The uses by the name of the weight, for weights of convolutions and products.
    /// - Throws: ``GraphError`` if the graph is not valid, or a size is still a symbol.
    public func weightUseCounts() throws(GraphError) -> [String: Int] {
        let types = try check()
        let producers = producers
        var counts: [String: Int] = [:]
        for node in nodes {
            let multiplyAdds = try node.multiplyAdds(types)
            guard multiplyAdds > 0,
                let weight = weight(of: node, producers), let data = weights[weight]
            else { continue }
            counts[weight, default: 0] += multiplyAdds / max(data.elementCount, 1)
        }
        return counts
    }

    /// The weight of a convolution or a product; `nil` where it has none.
    private func weight(of node: Node, _ producers: [String: Int]) -> String? {
        for position in [1, 0] {
            guard var value = node.input(position) else { continue }
            while let index = producers[value], case .transpose = nodes[index].operation,
                let source = nodes[index].input(0)
            {
                value = source
            }
            if weights[value] != nil { return value }
        }
        return nil
    }

    /// The weights that are means and variances of batch norms, which are not trained.
    public var runningStatistics: Set<String> {
        Set(
            nodes.flatMap { node -> [String] in
                guard case .batchNormalization = node.operation else { return [] }
                return node.inputs.dropFirst(3).compactMap { $0 }
            })
    }
}
