extension Graph {
    /// What a softmax along the last axis, or one of two axes, gives an output from; the output itself
    /// where it comes from something else.
    public func logits(of output: String) -> String {
        guard let index = producers[output] else { return output }
        switch nodes[index].operation {
        case .softmax(let axis) where axis == -1 || axis == 1:
            return nodes[index].input(0).map { uses[output] == nil ? $0 : output } ?? output
        case .identity: return nodes[index].input(0).map { logits(of: $0) } ?? output
        default: return output
        }
    }

    /// The weight of the last layer on the way to a value, if nothing but functions of elements and
    /// other shapes follow it.
    public func lastWeight(before value: String) -> String? {
        let producers = producers
        var name: String? = value
        while let current = name, let index = producers[current] {
            let node = nodes[index]
            switch node.operation {
            case .convolution, .transposedConvolution, .gemm, .matMul:
                guard let weight = node.input(1) else { return nil }
                if weights[weight] != nil { return weight }
                let source = producers[weight].flatMap { nodes[$0].input(0) }
                return source.flatMap { weights[$0] == nil ? nil : $0 }
            case .binary(.add), .binary(.mul), .binary(.sub), .binary(.div):
                name = node.inputs.compactMap { $0 }.first { weights[$0] == nil }
            case .softmax, .logSoftmax, .identity, .unary, .clip, .reshape, .flatten, .squeeze,
                .unsqueeze, .transpose, .cast, .dropout, .reduce, .globalAveragePool:
                name = node.input(0)
            default: return nil
            }
        }
        return nil
    }
}
