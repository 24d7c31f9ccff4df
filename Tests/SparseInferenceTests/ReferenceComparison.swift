import Graphs
import InferenceKernels
import SparseInference
import TestSupport
import Testing

/// The sets of instructions that this processor has.
let instructionSets = InstructionSet.allCases.filter(\.isSupported)

/// Random inputs of a graph whose sizes are known.
func randomInputs(of graph: Graph, seed: UInt64) throws -> [String: TensorData] {
    var generator = SeededGenerator(seed: seed)
    return try Dictionary(
        graph.inputs.map { input in
            let shape = input.type.shape.compactMap(\.value)
            let count = shape.reduce(1, *)
            let data =
                input.type.elementType.isFloatingPoint
                ? try TensorData(
                    input.type.elementType,
                    numbers: (0..<count).map { _ in .random(in: -1...1, using: &generator) },
                    shape: shape)
                : try TensorData(
                    input.type.elementType,
                    integers: (0..<count).map { _ in .random(in: 0...1, using: &generator) },
                    shape: shape)
            return (input.name, data)
        }, uniquingKeysWith: { first, _ in first })
}

/// Expects a model to compute what the reference evaluator does in double precision.
///
/// - Parameters:
///   - graph: The network.
///   - options: How the model is prepared.
///   - inputs: The inputs; random ones if nil.
///   - seed: What random inputs come from.
///   - tolerance: The largest difference, of the largest output: sums of single-precision numbers
///     in another order.
/// - Throws: What either of them throws.
func expectEqual(
    _ graph: Graph, options: InferenceOptions, inputs: [String: TensorData]? = nil,
    seed: UInt64 = 1, tolerance: Double = 2e-5
) throws {
    let bound = graph.binding(options.sizes)
    let inputs = try inputs ?? randomInputs(of: bound, seed: seed)
    let hasFloats = bound.inputs.contains { $0.type.elementType == .float32 }
    let tensors = inputs.mapValues { data in
        data.elementType == .float32 ? Tensor(.float64, data.shape, data.numbers) : Tensor(data)
    }
    let expected = try ReferenceEvaluator(hasFloats ? bound.inDoublePrecision() : bound).run(
        tensors)
    let found = try InferenceModel(graph, options: options).predict(inputs)
    #expect(Set(found.keys) == Set(graph.outputs))
    for (name, tensor) in expected {
        let result = try #require(found[name])
        #expect(
            result.shape == tensor.shape
                && result.elementType.isFloatingPoint
                    == tensor.elementType.isFloatingPoint
        )
        let largest = tensor.numbers.filter(\.isFinite).map(abs).max() ?? 0
        let difference = zip(result.numbers, tensor.numbers).map(distance).max() ?? 0
        #expect(
            difference <= tolerance * max(largest, 1),
            "\(name) differs by \(difference), the largest is \(largest)")
    }
}

/// How far apart two numbers are; NaN equals NaN, and is infinitely far from all others.
private func distance(_ a: Double, _ b: Double) -> Double {
    if a == b || a.isNaN && b.isNaN { return 0 }
    return (a - b).isNaN ? .infinity : abs(a - b)
}
