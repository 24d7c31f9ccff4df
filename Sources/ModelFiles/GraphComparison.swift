public import Graphs

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

    /// Computes both graphs on random inputs: numbers between −1 and 1, whole numbers 0 and 1, two
    /// examples, free sizes of 8, of images of 64.
    ///
    /// - Throws: `GraphError` for a graph that cannot be computed.
    public init(_ first: Graph, _ second: Graph) throws {
        let sizes = Self.freeSizes(of: first)
        let inputs = Self.inputs(of: first.binding(sizes))
        let results = try [first, second].map {
            try ReferenceEvaluator($0.binding(sizes).inDoublePrecision()).run(inputs)
        }
        for name in first.outputs {
            let (one, other) = (results[0][name]?.numbers ?? [], results[1][name]?.numbers ?? [])
            guard one.count == other.count else {
                largestDifference = .infinity
                return
            }
            for (left, right) in zip(one, other) {
                largestOutput = max(largestOutput, abs(left))
                // What is not a number proves nothing.
                let difference = left == right ? 0 : abs(left - right)
                largestDifference = max(
                    largestDifference, difference.isNaN ? .infinity : difference)
            }
        }
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
