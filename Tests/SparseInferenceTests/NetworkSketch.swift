import Graphs
import TestSupport

/// Builds small networks in single precision with random weights, many of which are zero.
struct NetworkSketch {
    private var inputs: [Graph.Input] = []
    private var nodes: [Node] = []
    private var weights: [String: TensorData] = [:]
    private var generator: SeededGenerator
    private let zeros: Double
    private var count = 0

    init(zeros: Double = 0.8, seed: UInt64 = 7) {
        self.zeros = zeros
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

    /// A weight; whether zeros are in it is the caller's choice.
    mutating func weight(_ shape: [Int], zeros: Double = 0) -> String {
        count += 1
        let name = "w\(count)"
        let floats = (0..<shape.reduce(1, *)).map { _ in
            Double.random(in: 0..<1, using: &generator) < zeros
                ? 0 : Float.random(in: -1...1, using: &generator)
        }
        weights[name] = TensorData(floats: floats, shape: shape)
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
        let weight = weight([outputs, channels / groups, kernel, kernel], zeros: zeros)
        let bias = hasBias ? self.weight([outputs]) : nil
        return add(.convolution(attributes), x, weight, bias)
    }

    mutating func linear(_ x: String, _ inputs: Int, _ outputs: Int) -> String {
        let product = add(.matMul, x, weight([inputs, outputs], zeros: zeros))
        return add(.binary(.add), product, weight([outputs]))
    }
}
