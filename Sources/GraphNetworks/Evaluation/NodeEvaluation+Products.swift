import Graphs
import Layers
import Tensors

private enum Reducing {
    static let largest = Operator("amax")
    static let smallest = Operator("amin")
    static let product = Operator("prod", overload: "dim_int")
    static let logSumExp = Operator("logsumexp")
    static let layerNorm = Operator("layer_norm")
}

extension NodeEvaluation {
    /// Attention of the inputs: queries, transposed keys, values and a mask.
    func attention(_ block: AttentionBlock) throws -> Tensors.Tensor {
        let queries = try tensor(0)
        let keys = try tensor(1).permuted([0, 1, 3, 2])
        // LibTorch divides by the root of the width.
        let factor = block.scale * Double(queries.shape[3]).squareRoot()
        let scaled = abs(factor - 1) < 1e-6 ? queries : try queries * factor
        let mask = try optional(3).map { mask in
            try mask.reshaped([Int](repeating: 1, count: 4 - mask.shape.count) + mask.shape)
        }
        return try scaled.attention(
            keys: keys, values: tensor(2), mask: mask, dropout: Double(block.dropout),
            isTraining: isTraining)
    }

    func gemm(_ x: Tensors.Tensor, _ attributes: Gemm) throws -> Tensors.Tensor {
        let (first, second) = (
            attributes.transposesFirst ? try x.permuted([1, 0]) : x, try tensor(1)
        )
        let bias = try optional(2)
        if attributes.transposesSecond, attributes.scale == 1,
            bias == nil || attributes.biasScale == 1 && bias?.shape.count == 1
        {
            return try first.linear(weight: second, bias: bias)
        }
        var product = try first.matrixProduct(
            with: attributes.transposesSecond ? second.permuted([1, 0]) : second)
        if attributes.scale != 1 { product = try product * Double(attributes.scale) }
        guard let bias else { return product }
        return try product
            + (attributes.biasScale == 1 ? bias : bias * Double(attributes.biasScale))
    }

    func batchNormalization(_ x: Tensors.Tensor, _ epsilon: Float) throws -> Tensors.Tensor {
        if let norm { return try norm(x) }
        return try x.batchNorm(
            weight: tensor(1), bias: tensor(2), runningMean: tensor(3), runningVariance: tensor(4),
            isTraining: false, momentum: 0, epsilon: Double(epsilon))
    }

    /// A batch norm with what follows it, of its input and what is added.
    func normalization(_ chain: NormChain) throws -> Tensors.Tensor {
        guard let norm else { throw GraphNetworkError.missingInput(node: node.name, position: 1) }
        return try norm(tensor(0), adding: optional(1), activation: chain.activation)
    }

    func layerNormalization(
        _ x: Tensors.Tensor, axis: Int, _ epsilon: Float
    ) throws -> Tensors.Tensor {
        let shape = Array(x.shape[self.axis(axis, of: x)...])
        let (weight, bias) = (try tensor(1), try optional(2))
        return try Reducing.layerNorm(
            .tensor(x), .ints(shape),
            .tensor(weight.shape == shape ? weight : weight.expanded(to: shape)),
            .optional(bias.map { $0.shape == shape ? $0 : try $0.expanded(to: shape) }),
            .double(Double(epsilon)))
    }

    func lrn(
        _ x: Tensors.Tensor, _ size: Int, _ alpha: Double, _ beta: Double, _ bias: Double
    ) throws -> Tensors.Tensor {
        // Means over neighbouring channels, which become an axis of space.
        let lines = try x.squared().reshaped([x.shape[0], 1, x.shape[1], -1])
        let before = (size - 1) / 2
        let means = try lines.padded([0, 0, before, size - 1 - before])
            .averagePool(Windows([size, 1]))
            .reshaped(x.shape)
        return try x / ((means * alpha + bias).logarithm() * beta).exponential()
    }

    func reduce(
        _ function: ReduceOperator, _ x: Tensors.Tensor, _ axes: [Int], _ keepsAxes: Bool
    ) throws -> Tensors.Tensor {
        let axes = axes.map { axis($0, of: x) }
        if axes.isEmpty { return x }
        switch function {
        case .mean: return try x.mean(along: axes, keepsDimensions: keepsAxes)
        case .sum: return try x.sum(along: axes, keepsDimensions: keepsAxes)
        case .max: return try Reducing.largest(.tensor(x), .ints(axes), .bool(keepsAxes))
        case .min: return try Reducing.smallest(.tensor(x), .ints(axes), .bool(keepsAxes))
        case .product:
            return try axes.sorted(by: >).reduce(x) {
                try Reducing.product(.tensor($0), .int($1), .bool(keepsAxes))
            }
        case .l1: return try x.magnitude().sum(along: axes, keepsDimensions: keepsAxes)
        case .l2:
            return try x.squared().sum(along: axes, keepsDimensions: keepsAxes).squareRoot()
        case .sumOfSquares: return try x.squared().sum(along: axes, keepsDimensions: keepsAxes)
        case .logSumExp:
            return try Reducing.logSumExp(.tensor(x), .ints(axes), .bool(keepsAxes))
        }
    }
}
