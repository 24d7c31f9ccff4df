import Graphs

extension CallConverter {
    /// Operators with weights, pooling, norms and attention.
    static let layers: [String: Conversion] = [
        "conv2d": { try $0.convolution($1, axes: 2, groups: 6) },
        "convolution": { converter, call in
            let axes = converter.shape(try call.value(1)).count - 2
            if call.bool(6) {
                try converter.transposedConvolution(call, axes: axes)
            } else {
                try converter.convolution(call, axes: axes, groups: 8)
            }
        },
        "linear": { try $0.linear($1) },
        "matmul": { $0.give($1, .matMul, [try $1.value(0), try $1.value(1)]) },
        "batch_norm": { converter, call in
            // LibTorch has the share of the new statistics, ONNX that of the old.
            let (momentum, epsilon) = (
                try call.double(6, default: 0.1), try call.double(7, default: 1e-5)
            )
            converter.give(
                call,
                .batchNormalization(
                    epsilon: Float(epsilon), momentum: Float(1 - momentum), isTraining: false),
                try (0..<5).map { try call.value($0) })
        },
        "layer_norm": { converter, call in
            let axes = call.sizes(1)?.count ?? 1
            let epsilon = Float(try call.double(4, default: 1e-5))
            converter.give(
                call, .layerNormalization(axis: -axes, epsilon: epsilon),
                [try call.value(0), try call.value(2), call.optional(3)])
        },
        "group_norm": { try $0.groupNorm($1) },
        "instance_norm": { converter, call in
            converter.give(
                call,
                .instanceNormalization(epsilon: Float(try call.double(7, default: 1e-5))),
                try (0..<3).map { try call.value($0) })
        },
        "rms_norm": { try $0.rmsNorm($1) },
        "max_pool1d": { try $0.maxPool($1, axes: 1) },
        "max_pool2d": { try $0.maxPool($1, axes: 2) },
        "max_pool3d": { try $0.maxPool($1, axes: 3) },
        "avg_pool1d": { try $0.averagePool($1, axes: 1) },
        "avg_pool2d": { try $0.averagePool($1, axes: 2) },
        "avg_pool3d": { try $0.averagePool($1, axes: 3) },
        "adaptive_avg_pool1d": { try $0.adaptivePool($1, isMaximum: false) },
        "adaptive_avg_pool2d": { try $0.adaptivePool($1, isMaximum: false) },
        "adaptive_avg_pool3d": { try $0.adaptivePool($1, isMaximum: false) },
        "adaptive_max_pool1d": { try $0.adaptivePool($1, isMaximum: true) },
        "adaptive_max_pool2d": { try $0.adaptivePool($1, isMaximum: true) },
        "adaptive_max_pool3d": { try $0.adaptivePool($1, isMaximum: true) },
        "scaled_dot_product_attention": { try $0.attention($1) },
        "embedding": { $0.give($1, .gather(axis: 0), [try $1.value(0), try $1.value(1)]) },
    ]

    private func spread(_ values: [Int], _ axes: Int, default standard: Int) -> [Int] {
        values.isEmpty
            ? [Int](repeating: standard, count: axes)
            : values.count == 1 ? [Int](repeating: values[0], count: axes) : values
    }

    private mutating func convolution(_ call: TracedCall, axes: Int, groups: Int) throws {
        let padding = spread(try call.ints(4), axes, default: 0)
        give(
            call,
            .convolution(
                Convolution(
                    strides: spread(try call.ints(3), axes, default: 1),
                    padding: .explicit(padding + padding),
                    dilations: spread(try call.ints(5), axes, default: 1),
                    groups: try call.int(groups, default: 1))),
            [try call.value(0), try call.value(1), call.optional(2)].trimmed)
    }

    private mutating func transposedConvolution(_ call: TracedCall, axes: Int) throws {
        let padding = spread(try call.ints(4), axes, default: 0)
        let convolution = Convolution(
            strides: spread(try call.ints(3), axes, default: 1),
            padding: .explicit(padding + padding),
            dilations: spread(try call.ints(5), axes, default: 1),
            groups: try call.int(8, default: 1))
        give(
            call,
            .transposedConvolution(
                TransposedConvolution(
                    convolution, outputPadding: spread(try call.ints(7), axes, default: 0))),
            [try call.value(0), try call.value(1), call.optional(2)].trimmed)
    }

    private mutating func linear(_ call: TracedCall) throws {
        let (x, weight) = (try call.value(0), try call.value(1))
        if shape(x).count == 2 {
            give(
                call, .gemm(Gemm(transposesSecond: true)),
                [x, weight, call.optional(2)].trimmed)
            return
        }
        let transposed = add(.transpose(permutation: [1, 0]), [weight])
        guard let bias = call.optional(2) else {
            give(call, .matMul, [x, transposed])
            return
        }
        give(call, .binary(.add), [add(.matMul, [x, transposed]), bias])
    }

    private mutating func groupNorm(_ call: TracedCall) throws {
        let (x, groups) = (try call.value(0), try call.int(1))
        let epsilon = Float(try call.double(4, default: 1e-5))
        let flat = add(.reshape(allowsZero: false), [x, integers([0, groups, -1])])
        let (ones, zeros) = (name("ones"), name("zeros"))
        setWeight(ones, TensorData(floats: [Float](repeating: 1, count: groups)))
        setWeight(zeros, TensorData(floats: [Float](repeating: 0, count: groups)))
        let normal = add(.instanceNormalization(epsilon: epsilon), [flat, ones, zeros])
        var result = add(
            .reshape(allowsZero: false), [normal, try sizes(shape(x), in: call)])
        let ends = integers([-1] + [Int](repeating: 1, count: shape(x).count - 2))
        for (position, function) in [(2, BinaryOperator.mul), (3, .add)] {
            guard let values = call.optional(position) else { continue }
            result = add(
                .binary(function), [result, add(.reshape(allowsZero: false), [values, ends])])
        }
        give(call, .identity, [result])
    }

    private mutating func rmsNorm(_ call: TracedCall) throws {
        let x = try call.value(0)
        let squares = add(.binary(.mul), [x, x])
        let mean = add(.reduce(.mean, axes: [-1], keepsAxes: true), [squares])
        let epsilon = try scalar(call.double(3, default: 1e-6), like: x)
        let root = add(.unary(.sqrt), [add(.binary(.add), [mean, epsilon])])
        let normal = add(.binary(.div), [x, root])
        give(call, .binary(.mul), [normal, try call.value(2)])
    }

    private mutating func maxPool(_ call: TracedCall, axes: Int) throws {
        let kernel = spread(try call.ints(1), axes, default: 1)
        let padding = spread(try call.ints(3), axes, default: 0)
        give(
            call,
            .maxPool(
                Pooling(
                    kernel: kernel,
                    strides: spread(try call.ints(2, default: kernel), axes, default: 1),
                    padding: .explicit(padding + padding),
                    dilations: spread(try call.ints(4), axes, default: 1),
                    roundsUp: call.bool(5))), [try call.value(0)])
    }

    private mutating func averagePool(_ call: TracedCall, axes: Int) throws {
        let kernel = spread(try call.ints(1), axes, default: 1)
        let padding = spread(try call.ints(3), axes, default: 0)
        give(
            call,
            .averagePool(
                Pooling(
                    kernel: kernel,
                    strides: spread(try call.ints(2, default: kernel), axes, default: 1),
                    padding: .explicit(padding + padding),
                    dilations: [Int](repeating: 1, count: axes), roundsUp: call.bool(4),
                    countsPadding: call.bool(5, default: true))), [try call.value(0)])
    }

    private mutating func adaptivePool(_ call: TracedCall, isMaximum: Bool) throws {
        let x = try call.value(0)
        let output = try call.ints(1)
        let input = shape(x).dropFirst(2).compactMap(\.value)
        if output.allSatisfy({ $0 == 1 }) {
            give(call, isMaximum ? .globalMaxPool : .globalAveragePool, [x])
            return
        }
        guard input.count == output.count, zip(input, output).allSatisfy({ $0 % $1 == 0 }) else {
            throw call.refusal("for windows of different sizes")
        }
        let kernel = zip(input, output).map { $0 / $1 }
        let pooling = Pooling(
            kernel: kernel, strides: kernel,
            padding: .explicit([Int](repeating: 0, count: 2 * kernel.count)),
            dilations: kernel.map { _ in 1 })
        give(call, isMaximum ? .maxPool(pooling) : .averagePool(pooling), [x])
    }

    /// softmax(Q·Kᵀ/√width + mask)·V.
    private mutating func attention(_ call: TracedCall) throws {
        let (queries, keys, values) = (try call.value(0), try call.value(1), try call.value(2))
        guard let width = shape(queries).last?.value else {
            throw call.refusal("for heads of a free width")
        }
        let scale = try scalar(1 / Double(width).squareRoot(), like: queries)
        let scaled = add(.binary(.mul), [queries, scale])
        let transposed = add(.transpose(permutation: [0, 1, 3, 2]), [keys])
        var scores = add(.matMul, [scaled, transposed])
        if let mask = call.optional(3), type(mask) == .bool {
            scores = add(.where, [mask, scores, try scalar(-.infinity, like: queries)])
        } else if let mask = call.optional(3) {
            scores = add(.binary(.add), [scores, mask])
        }
        give(call, .matMul, [add(.softmax(axis: -1), [scores]), values])
    }
}

extension [String?] {
    /// The list without missing values at its end.
    fileprivate var trimmed: [String?] {
        var list = self
        while case .some(.none) = list.last { list.removeLast() }
        return list
    }
}
