import Graphs
import TestSupport

/// Builds small networks with random weights, in double precision where nothing else is said.
struct NetworkBuilder {
    private(set) var inputs: [Graph.Input] = []
    private(set) var nodes: [Node] = []
    private(set) var weights: [String: TensorData] = [:]
    let elementType: ElementType
    private var generator: SeededGenerator
    private var count = 0

    init(_ elementType: ElementType = .float64, seed: UInt64) {
        self.elementType = elementType
        generator = SeededGenerator(seed: seed)
    }

    func graph(_ outputs: [String]) -> Graph {
        Graph(inputs: inputs, outputs: outputs, nodes: nodes, weights: weights)
    }

    // MARK: Values

    mutating func input(_ name: String, _ shape: [Dimension]) -> String {
        inputs.append(.init(name, TensorType(elementType, shape)))
        return name
    }

    mutating func tokens(_ name: String, _ shape: [Dimension]) -> String {
        inputs.append(.init(name, TensorType(.int64, shape)))
        return name
    }

    mutating func random(_ range: ClosedRange<Double>) -> Double {
        Double.random(in: range, using: &generator)
    }

    mutating func random(below count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    mutating func weight(
        _ name: String, _ shape: [Int], in range: ClosedRange<Double> = -1...1
    ) throws -> String {
        let numbers = (0..<shape.reduce(1, *)).map { _ in random(range) }
        weights[name] = try TensorData(elementType, numbers: numbers, shape: shape)
        return name
    }

    mutating func setWeight(_ name: String, _ data: TensorData) { weights[name] = data }

    mutating func number(_ value: Double, count: Int? = nil) throws -> String {
        let name = fresh("number")
        weights[name] = try TensorData(
            elementType, numbers: [Double](repeating: value, count: count ?? 1),
            shape: count.map { [$0] } ?? [])
        return name
    }

    mutating func integers(_ values: [Int], isScalar: Bool = false) -> String {
        let name = fresh("integers")
        weights[name] = TensorData(integers: values, shape: isScalar ? [] : nil)
        return name
    }

    mutating func fresh(_ prefix: String) -> String {
        count += 1
        return "\(prefix)\(count)"
    }

    mutating func apply(
        _ operation: Graphs.Operation, _ inputs: String?..., as name: String? = nil
    ) -> String {
        let name = name ?? fresh("v")
        nodes.append(Node(operation, inputs: inputs, outputs: [name]))
        return name
    }

    mutating func concat(_ inputs: [String], axis: Int = 1) -> String {
        let name = fresh("concat")
        nodes.append(Node(.concat(axis: axis), inputs: inputs, outputs: [name]))
        return name
    }

    mutating func split(_ x: String, axis: Int = 1, parts: Int, sizes: [Int]? = nil) -> [String] {
        let names = (0..<parts).map { _ in fresh("part") }
        nodes.append(Node(.split(axis: axis, sizes: sizes), inputs: [x], outputs: names))
        return names
    }

    // MARK: Layers

    mutating func conv(
        _ x: String, _ name: String, _ from: Int, _ to: Int, kernel: Int = 3, stride: Int = 1,
        padding: Int? = nil, groups: Int = 1, bias: Bool = true, rank: Int = 2
    ) throws -> String {
        let padding = padding ?? kernel / 2
        let kernels = [Int](repeating: kernel, count: rank)
        let attributes = Convolution(
            strides: [Int](repeating: stride, count: rank),
            padding: .explicit([Int](repeating: padding, count: 2 * rank)),
            dilations: [Int](repeating: 1, count: rank), groups: groups)
        let w = try weight("\(name).weight", [to, from / groups] + kernels)
        let b = bias ? try weight("\(name).bias", [to]) : nil
        return apply(.convolution(attributes), x, w, b, as: name)
    }

    mutating func transposedConv(
        _ x: String, _ name: String, _ from: Int, _ to: Int, groups: Int = 1
    ) throws -> String {
        let attributes = TransposedConvolution(
            Convolution(
                strides: [2, 2], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1],
                groups: groups),
            outputPadding: [0, 0])
        let w = try weight("\(name).weight", [from, to / groups, 2, 2])
        let b = try weight("\(name).bias", [to])
        return apply(.transposedConvolution(attributes), x, w, b, as: name)
    }

    mutating func batchNorm(
        _ x: String, _ name: String, _ count: Int, isTraining: Bool = false
    ) throws -> String {
        apply(
            .batchNormalization(epsilon: 1e-5, momentum: 0.9, isTraining: isTraining), x,
            try weight("\(name).weight", [count], in: 0.5...1.5),
            try weight("\(name).bias", [count]),
            try weight("\(name).running_mean", [count]),
            try weight("\(name).running_var", [count], in: 0.5...1.5), as: name)
    }

    mutating func layerNorm(_ x: String, _ name: String, _ count: Int) throws -> String {
        apply(
            .layerNormalization(axis: -1, epsilon: 1e-5), x,
            try weight("\(name).weight", [count], in: 0.5...1.5),
            try weight("\(name).bias", [count]), as: name)
    }

    /// A linear layer on two axes, with weights `[outputs, inputs]`.
    mutating func gemm(_ x: String, _ name: String, _ from: Int, _ to: Int) throws -> String {
        apply(
            .gemm(Gemm(transposesSecond: true)), x, try weight("\(name).weight", [to, from]),
            try weight("\(name).bias", [to]), as: name)
    }

    /// A linear layer on any axes, with weights `[inputs, outputs]`.
    mutating func linear(
        _ x: String, _ name: String, _ from: Int, _ to: Int, bias: Bool = true
    ) throws -> String {
        let product = apply(.matMul, x, try weight("\(name).weight", [from, to]))
        if !bias { return product }
        return apply(.binary(.add), product, try weight("\(name).bias", [to]), as: name)
    }

    mutating func relu(_ x: String) -> String { apply(.unary(.relu), x) }

    mutating func add(_ x: String, _ y: String) -> String { apply(.binary(.add), x, y) }

    mutating func mul(_ x: String, _ y: String) -> String { apply(.binary(.mul), x, y) }

    mutating func reshape(_ x: String, _ shape: [Int]) -> String {
        apply(.reshape(allowsZero: false), x, integers(shape))
    }

    mutating func pool(_ x: String, average: Bool = false, padding: Int = 0) -> String {
        let pooling = Pooling(
            kernel: [2, 2], strides: [2, 2],
            padding: .explicit([Int](repeating: padding, count: 4)), dilations: [1, 1],
            countsPadding: padding > 0)
        return apply(average ? .averagePool(pooling) : .maxPool(pooling), x)
    }

    /// Global pooling and a classifier: the end of most networks.
    mutating func head(_ x: String, _ channels: Int, classes: Int = 5) throws -> String {
        let pooled = apply(.globalAveragePool, x)
        let flat = apply(.flatten(axis: 1), pooled)
        return try gemm(flat, "fc", channels, classes)
    }

    /// Weights a channel by what is seen of all of them.
    mutating func squeezeAndExcite(
        _ x: String, _ name: String, _ channels: Int, _ inner: Int
    ) throws -> String {
        let pooled = apply(.globalAveragePool, x)
        let small = relu(try conv(pooled, "\(name).reduce", channels, inner, kernel: 1))
        let gate = apply(
            .unary(.sigmoid), try conv(small, "\(name).expand", inner, channels, kernel: 1))
        return mul(x, gate)
    }

    /// Attention of `heads` heads; `x` is `[batch, length, width]`.
    mutating func attention(
        _ x: String, _ name: String, width: Int, heads: Int, length: Int, keyHeads: Int? = nil
    ) throws -> String {
        let size = width / heads
        let keyHeads = keyHeads ?? heads
        func split(_ x: String, _ count: Int, _ b: inout NetworkBuilder) -> String {
            let parts = b.reshape(x, [-1, length, count, size])
            return b.apply(.transpose(permutation: [0, 2, 1, 3]), parts)
        }
        func repeated(_ x: String, _ b: inout NetworkBuilder) -> String {
            if keyHeads == heads { return x }
            let wide = b.apply(.unsqueeze(axes: [2]), x)
            let sizes = b.integers([1, 1, heads / keyHeads, 1, 1])
            let copies = b.apply(.expand, wide, sizes)
            return b.reshape(copies, [-1, heads, length, size])
        }
        let q = split(try linear(x, "\(name).q", width, width), heads, &self)
        let k = repeated(
            split(try linear(x, "\(name).k", width, keyHeads * size), keyHeads, &self), &self)
        let v = repeated(
            split(try linear(x, "\(name).v", width, keyHeads * size), keyHeads, &self), &self)
        let scores = apply(.matMul, q, apply(.transpose(permutation: [0, 1, 3, 2]), k))
        let scaled = mul(scores, try number(0.5))
        let mixed = apply(.matMul, apply(.softmax(axis: -1), scaled), v)
        let joined = reshape(
            apply(.transpose(permutation: [0, 2, 1, 3]), mixed), [-1, length, width])
        return try linear(joined, "\(name).out", width, width)
    }

    mutating func feedForward(
        _ x: String, _ name: String, _ width: Int, _ inner: Int
    ) throws -> String {
        let hidden = apply(.gelu(.none), try linear(x, "\(name).up", width, inner))
        return try linear(hidden, "\(name).down", inner, width)
    }
}
