import Graphs
import TestSupport

/// Builds small networks in single precision with random weights, many of which are zero.
struct NetworkSketch {
    private var inputs: [Graph.Input] = []
    private var nodes: [Node] = []
    private var weights: [String: TensorData] = [:]
    private var generator: SeededGenerator
    private let zeros: Double
    private let height: Int
    private var count = 0

    /// Starts a network.
    ///
    /// - Parameters:
    ///   - zeros: The share of zeros in layers of weights.
    ///   - height: How many neighbouring outputs have their zeros at the same inputs.
    ///   - seed: What the random numbers come from.
    init(zeros: Double = 0.8, height: Int = 1, seed: UInt64 = 7) {
        self.zeros = zeros
        self.height = height
        generator = SeededGenerator(seed: seed)
    }

    func graph(_ outputs: String...) -> Graph {
        Graph(inputs: inputs, outputs: outputs, nodes: nodes, weights: weights)
    }

    mutating func input(
        _ name: String, _ shape: [Dimension], _ elementType: ElementType = .float32
    ) -> String {
        inputs.append(.init(name, TensorType(elementType, shape)))
        return name
    }

    /// A weight without zeros.
    mutating func weight(_ shape: [Int]) -> String {
        count += 1
        let name = "w\(count)"
        let floats = (0..<shape.reduce(1, *)).map { _ in
            Float.random(in: -1...1, using: &generator)
        }
        weights[name] = TensorData(floats: floats, shape: shape)
        return name
    }

    /// The weights of a layer with zeros, `[outputs, inputs…]` or `[inputs, outputs]`.
    private mutating func layer(_ shape: [Int], outputAxis: Int) -> String {
        let name = weight(shape)
        guard var floats = weights[name]?.numbers else { return name }
        let stride = shape[(outputAxis + 1)...].reduce(1, *)
        var kept: [Int: Bool] = [:]
        for index in floats.indices {
            let (outer, place) = index.quotientAndRemainder(dividingBy: stride * shape[outputAxis])
            let member = place / stride % height
            let first = outer * stride * shape[outputAxis] + place - member * stride
            if member == 0 { kept[first] = Double.random(in: 0..<1, using: &generator) >= zeros }
            if kept[first] != true { floats[index] = 0 }
        }
        weights[name] = TensorData(floats: floats.map { Float($0) }, shape: shape)
        return name
    }

    mutating func integers(_ values: [Int]) -> String {
        count += 1
        weights["i\(count)"] = TensorData(integers: values)
        return "i\(count)"
    }

    mutating func ones(_ length: Int) -> String {
        count += 1
        weights["n\(count)"] = TensorData(floats: [Float](repeating: 1, count: length))
        return "n\(count)"
    }

    mutating func integer(_ value: Int) -> String {
        count += 1
        weights["i\(count)"] = TensorData(integers: [value], shape: [])
        return "i\(count)"
    }

    mutating func number(_ value: Float) -> String {
        count += 1
        weights["n\(count)"] = TensorData(floats: [value], shape: [])
        return "n\(count)"
    }

    mutating func add(_ operation: Operation, _ inputs: String?...) -> String {
        count += 1
        nodes.append(Node(operation, inputs: inputs, outputs: ["v\(count)"]))
        return "v\(count)"
    }

    mutating func convolution(
        _ x: String, _ channels: Int, _ outputs: Int, kernel: Int, stride: Int = 1,
        padding: Int = 0, dilation: Int = 1, groups: Int = 1, hasBias: Bool = true
    ) -> String {
        let attributes = Convolution(
            strides: [stride, stride], padding: .explicit([Int](repeating: padding, count: 4)),
            dilations: [dilation, dilation], groups: groups)
        let weight = layer([outputs, channels / groups, kernel, kernel], outputAxis: 0)
        let bias = hasBias ? self.weight([outputs]) : nil
        return add(.convolution(attributes), x, weight, bias)
    }

    /// A transposed convolution over as many axes as the kernel has.
    mutating func transposedConvolution(
        _ x: String, _ channels: Int, _ outputs: Int, kernel: [Int], stride: Int, padding: Int = 0,
        outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1
    ) -> String {
        func each(_ value: Int) -> [Int] { kernel.map { _ in value } }
        let attributes = TransposedConvolution(
            Convolution(
                strides: each(stride), padding: .explicit(each(padding) + each(padding)),
                dilations: each(dilation), groups: groups),
            outputPadding: each(outputPadding))
        let weight = layer([channels, outputs / groups] + kernel, outputAxis: 1)
        return add(.transposedConvolution(attributes), x, weight, self.weight([outputs]))
    }

    mutating func linear(_ x: String, _ inputs: Int, _ outputs: Int) -> String {
        let product = add(.matMul, x, layer([inputs, outputs], outputAxis: 1))
        return add(.binary(.add), product, weight([outputs]))
    }
}
