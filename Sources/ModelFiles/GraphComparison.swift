import Graphs

/// How far the outputs of two graphs with the same inputs are apart, in double precision.
public struct GraphComparison {
    /// The largest difference of two outputs.
    public private(set) var largestDifference = 0.0
    /// The largest magnitude of an output of the first graph.
    public private(set) var largestOutput = 0.0

    /// How much may differ, of the largest output: sums in another order are not the same to the bit.
    public static let tolerance = 1e-9

    /// Whether the graphs compute the same.
    public var isEqual: Bool { largestDifference <= Self.tolerance * max(largestOutput, 1e-30) }

    fileprivate init() {}

    fileprivate mutating func add(_ expected: [Double], _ found: [Double]) {
        guard expected.count == found.count else {
            largestDifference = .infinity
            return
        }
        for (left, right) in zip(expected, found) {
            largestOutput = max(largestOutput, abs(left))
            // What is not a number proves nothing.
            let difference = left == right ? 0 : abs(left - right)
            largestDifference = max(largestDifference, difference.isNaN ? .infinity : difference)
        }
    }
}

/// What a graph computes for random inputs in double precision, to compare other graphs with.
struct ExpectedOutputs {
    private let sizes: [String: Int]
    private let inputs: [String: Tensor]
    private let outputs: [(name: String, numbers: [Double])]

    /// Computes a graph on numbers between −1 and 1, whole numbers 0 and 1; two examples, free sizes
    /// of 8, of images of 64.
    ///
    /// - Parameter graph: The graph.
    /// - Throws: `GraphError` for a graph that cannot be computed.
    init(of graph: Graph) throws {
        let sizes = Self.freeSizes(of: graph)
        let inputs = Self.inputs(of: graph.binding(sizes))
        let results = try Self.results(of: graph, sizes, inputs)
        (self.sizes, self.inputs) = (sizes, inputs)
        outputs = graph.outputs.map { ($0, results[$0]?.numbers ?? []) }
    }

    /// How far the outputs of another graph for the same inputs are from these.
    ///
    /// - Parameter graph: A graph with the same names of inputs and outputs.
    /// - Returns: The largest differences.
    /// - Throws: `GraphError` for a graph that cannot be computed.
    func comparison(with graph: Graph) throws -> GraphComparison {
        let results = try Self.results(of: graph, sizes, inputs)
        var comparison = GraphComparison()
        for output in outputs {
            comparison.add(output.numbers, results[output.name]?.numbers ?? [])
        }
        return comparison
    }

    private static func results(
        of graph: Graph, _ sizes: [String: Int], _ inputs: [String: Tensor]
    ) throws -> [String: Tensor] {
        try ReferenceEvaluator(graph.binding(sizes).inDoublePrecision()).run(inputs)
    }

    private static func freeSizes(of graph: Graph) -> [String: Int] {
        var sizes: [String: Int] = [:]
        for input in graph.inputs {
            for (axis, size) in input.type.shape.enumerated() {
                if case .symbol(let name) = size {
                    // Networks for images halve them up to five times.
                    let other = input.type.shape.count == 4 ? 64 : 8
                    sizes[name] = sizes[name] ?? (axis == 0 ? 2 : other)
                }
            }
        }
        return sizes
    }

    private static func inputs(of graph: Graph) -> [String: Tensor] {
        // Linear congruence, as in Knuth's MMIX: the numbers only have to be different.
        var state: UInt64 = 1
        func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) * 0x1p-52 - 1
        }
        return Dictionary(
            graph.inputs.map { input in
                let shape = input.type.shape.compactMap(\.value)
                let numbers = (0..<shape.reduce(1, *)).map { _ in next() }
                let tensor =
                    input.type.elementType.isFloatingPoint
                    ? Tensor(.float64, shape, numbers)
                    : Tensor(
                        input.type.elementType, shape, integers: numbers.map { $0 < 0 ? 0 : 1 })
                return (input.name, tensor)
            }, uniquingKeysWith: { first, _ in first })
    }
}
