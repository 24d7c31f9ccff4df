extension KnownValues {
    /// What is known of the result of an operation that calculates element by element or channel by
    /// channel.
    func calculated(_ node: Node) throws(GraphError) -> Tensor? {
        let x = try known(node.input(0))
        switch node.operation {
        case .unary, .leakyRelu, .elu, .selu, .hardSigmoid, .gelu, .clip, .cast:
            guard let x else { return nil }
            return try evaluate(node, [x])
        case .binary(let function): return try binary(node, function, x)
        case .variadic, .where: return try severalInputs(node)
        case .batchNormalization(_, _, let isTraining):
            return try normalized(node, x, usesStatistics: !isTraining)
        case .layerNormalization: return try centred(node)
        case .instanceNormalization: return try normalized(node, x, usesStatistics: false)
        case .maxPool, .globalAveragePool, .globalMaxPool: return pooled(x)
        case .averagePool(let pooling):
            let isPadded: Bool =
                switch pooling.padding {
                case .explicit(let sizes): sizes.contains { $0 != 0 }
                case .sameUpper, .sameLower: true
                }
            return pooling.countsPadding && isPadded ? pooled(x)?.zeros : pooled(x)
        case .reduce(let function, let axes, let keepsAxes):
            return x.map { reduced($0, function, axes, keepsAxes) }
        default: return nil
        }
    }

    /// Computes a node on what is known; unknown inputs give unknown results.
    private func evaluate(_ node: Node, _ inputs: [Tensor]) throws(GraphError) -> Tensor? {
        guard
            let result = try ReferenceEvaluator.evaluate(node, inputs.map { $0 }).first,
            result.elementType.isFloatingPoint
        else { return nil }
        return result.unknown(where: inputs)
    }

    private func binary(_ node: Node, _ function: BinaryOperator, _ x: Tensor?) throws(GraphError)
        -> Tensor?
    {
        let y = try known(node.input(1))
        guard let elementType = x?.elementType ?? y?.elementType else { return nil }
        let left = x ?? .unknown(rank: rank(node.input(0)), elementType)
        let right = y ?? .unknown(rank: rank(node.input(1)), elementType)
        let result = try evaluate(node, [left, right])
        switch function {
        case .mul: return result?.zero(where: [left, right])
        // A divisor that is known to be zero makes the result unknown.
        case .div where !right.numbers.contains(0): return result?.zero(where: [left])
        default: return result
        }
    }

    private func severalInputs(_ node: Node) throws(GraphError) -> Tensor? {
        var inputs: [Tensor] = []
        for name in node.inputs.dropFirst(node.operation == .where ? 1 : 0) {
            guard let value = try known(name) else { return nil }
            inputs.append(value)
        }
        if node.operation != .where { return try evaluate(node, inputs) }
        // Where both choices are the same, the condition does not matter.
        let difference = Node(.binary(.sub), inputs: ["a", "b"], outputs: ["c"])
        let sum = Node(.variadic(.max), inputs: ["a", "b"], outputs: ["c"])
        guard let differences = try evaluate(difference, inputs),
            let values = try evaluate(sum, inputs)
        else { return nil }
        let same = Tensor(
            values.elementType, differences.shape, differences.numbers.map { $0 == 0 ? 1 : .nan })
        let rank = rank(node.outputs.first)
        return values.unknown(where: [same]).reshaped(
            to: [Int](repeating: 1, count: rank - values.shape.count) + values.shape)
    }

    // MARK: Channels

    /// A norm per channel. Where its statistics are those of the input, a constant becomes the bias.
    private func normalized(_ node: Node, _ x: Tensor?, usesStatistics: Bool) throws(GraphError)
        -> Tensor?
    {
        guard let count = size(node.input(0), 1),
            let scale = try known(node.input(1))?.numbers,
            let bias = try known(node.input(2)),
            let elementType = types[node.outputs[0]]?.elementType
        else { return nil }
        let rank = rank(node.input(0))
        let source = x ?? .unknown(rank: rank, elementType)
        let channels = source.numbers(along: 1, count: count)
        var result = bias.numbers
        if usesStatistics {
            let inputs =
                [Tensor(elementType, [1, count], channels)]
                + (try node.inputs.dropFirst().map { name throws(GraphError) in
                    try known(name) ?? .unknown(rank: 1, elementType).spread(to: count, along: 0)
                })
            result = try ReferenceEvaluator.evaluate(node, inputs)[0].numbers
        }
        for channel in 0..<count {
            if scale[channel] == 0 {
                result[channel] = bias.numbers[channel]
            } else if channels[channel].isNaN {
                result[channel] = .nan
            }
        }
        var shape = [Int](repeating: 1, count: rank)
        shape[1] = count
        return Tensor(elementType, shape, result)
    }

    /// A layer norm over the last axis: where its scale is zero, it gives the bias.
    private func centred(_ node: Node) throws(GraphError) -> Tensor? {
        let rank = rank(node.input(0))
        guard let count = size(node.input(0), rank - 1),
            let elementType = types[node.outputs[0]]?.elementType,
            let scale = try known(node.input(1)), scale.shape.count == 1
        else { return nil }
        let scales = scale.numbers(along: 0, count: count)
        var biases = [Double](repeating: 0, count: count)
        if let name = node.input(2) {
            guard let bias = try known(name), bias.shape.count == 1 else { return nil }
            biases = bias.numbers(along: 0, count: count)
        }
        var shape = [Int](repeating: 1, count: rank)
        shape[rank - 1] = count
        return Tensor(
            elementType, shape, zip(scales, biases).map { $0 == 0 ? $1 : .nan })
    }

    private func pooled(_ x: Tensor?) -> Tensor? {
        guard var result = x else { return nil }
        for axis in result.shape.indices.dropFirst(2) { result = result.collapsed(along: axis) }
        return result
    }

    private func reduced(
        _ x: Tensor, _ function: ReduceOperator, _ axes: [Int]?, _ keepsAxes: Bool
    ) -> Tensor {
        let chosen = Set(
            (axes ?? Array(x.shape.indices)).map { $0 < 0 ? $0 + x.shape.count : $0 })
        var result = x
        for axis in chosen { result = result.collapsed(along: axis) }
        switch function {
        case .mean, .max, .min: break
        case .sum, .l1, .l2, .sumOfSquares: result = result.zeros
        case .product, .logSumExp:
            result = .unknown(rank: x.shape.count, x.elementType)
        }
        if keepsAxes { return result }
        return result.reshaped(
            to: result.shape.indices.filter { !chosen.contains($0) }.map { result.shape[$0] })
    }
}
