extension Graph {
    /// The axis of each weight along which the outputs of its convolution or product lie, by the name of the
    /// weight; also of inputs that are multiplied as weights, as in the structure of a network without its
    /// weights. Weights that lie transposed in the graph are followed.
    public var outputAxes: [String: Int] {
        let producers = producers
        var axes: [String: Int] = [:]
        for node in nodes {
            guard var (value, axis) = output(of: node, producers) else { continue }
            while let index = producers[value], let source = nodes[index].input(0),
                case .transpose(let permutation) = nodes[index].operation,
                permutation.indices.contains(axis)
            {
                (value, axis) = (source, permutation[axis])
            }
            if producers[value] == nil, axes[value] == nil { axes[value] = axis }
        }
        return axes
    }

    /// The operand of a node that has its weights, and the axis of outputs in it.
    private func output(of node: Node, _ producers: [String: Int]) -> (String, Int)? {
        guard let first = node.input(0), let second = node.input(1) else { return nil }
        switch node.operation {
        case .convolution: return (second, 0)
        case .transposedConvolution: return (second, 1)
        case .gemm(let attributes): return (second, attributes.transposesSecond ? 0 : 1)
        case .matMul:
            // The weights stand first where vectors are columns.
            if weights[second] == nil, let data = weights[first] {
                return (first, max(data.shape.count - 2, 0))
            }
            return rank(of: second, producers).map { (second, max($0 - 1, 0)) }
        default: return nil
        }
    }

    /// The number of axes of a weight or an input, or of the transpose of one.
    private func rank(of value: String, _ producers: [String: Int]) -> Int? {
        if let index = producers[value] {
            guard case .transpose(let permutation) = nodes[index].operation else { return nil }
            return permutation.count
        }
        return weights[value]?.shape.count
            ?? inputs.first { $0.name == value }?.type.shape.count
    }
}
