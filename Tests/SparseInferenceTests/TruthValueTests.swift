import Graphs
import InferenceKernels
import SparseInference
import TestSupport
import Testing

/// Choices, comparisons and logic on truth values, in all ways in which shapes are broadcast.
@Suite struct TruthValueTests {
    /// Shapes of a condition and of two operands.
    private static let shapes: [[[Int]]] = [
        [[2, 3, 17], [2, 3, 17], [2, 3, 17]], [[2, 1, 17], [2, 3, 17], [1]],
        [[2, 3, 1], [1, 3, 17], [2, 1, 1]], [[17], [2, 3, 1], [3, 17]], [[1], [16], [1, 16]],
        [[1, 1], [5, 1], [1, 33]], [[0, 4], [1, 4], [4]], [[2, 4, 3, 5], [1, 4, 1, 1], [5]],
    ]

    private static let comparisons: [BinaryOperator] = [
        .equal, .less, .lessOrEqual, .greater, .greaterOrEqual,
    ]

    /// Expects every level to compute what the reference does, by kernels of its own.
    private func expectKernels(_ graph: Graph, _ inputs: [String: TensorData]? = nil) throws {
        for set in instructionSets {
            for threads in [1, 3] {
                let options = InferenceOptions(threads: threads, instructionSet: set)
                try expectEqual(graph, options: options, inputs: inputs)
            }
        }
        let layers = try InferenceModel(graph).measureLayers(
            inputs ?? randomInputs(of: graph, seed: 1), count: 1)
        #expect(!layers.contains { $0.algorithm == "reference" })
    }

    private func known(_ shape: [Int]) -> [Dimension] { shape.map { .known($0) } }

    @Test(arguments: shapes) func choosesBetweenNumbers(_ shapes: [[Int]]) throws {
        var sketch = NetworkSketch()
        let condition = sketch.input("condition", known(shapes[0]), .bool)
        let first = sketch.input("first", known(shapes[1]))
        let second = sketch.input("second", known(shapes[2]))
        let chosen = sketch.add(.where, condition, first, second)
        try expectKernels(sketch.graph(chosen))
    }

    @Test func choosesAmongTransposedNumbers() throws {
        var sketch = NetworkSketch()
        let x = sketch.add(
            .transpose(permutation: [0, 2, 1]), sketch.input("x", [2, 5, 17]))
        let condition = sketch.input("condition", [2, 17, 5], .bool)
        let chosen = sketch.add(.where, condition, x, sketch.weight([5]))
        let output = sketch.linear(chosen, 5, 4)
        try expectKernels(sketch.graph(output))
    }

    @Test(arguments: comparisons, shapes) func comparesNumbers(
        _ function: BinaryOperator, _ shapes: [[Int]]
    ) throws {
        for elementType in [ElementType.float32, .int64, .int32] {
            var sketch = NetworkSketch()
            let first = sketch.input("first", known(shapes[1]), elementType)
            let second = sketch.input("second", known(shapes[2]), elementType)
            let output = sketch.add(.binary(function), first, second)
            let graph = sketch.graph(output)
            // Small whole numbers, of which many are equal.
            var generator = SeededGenerator(seed: 9)
            let inputs = try Dictionary(
                uniqueKeysWithValues: graph.inputs.map { input in
                    let shape = input.type.shape.compactMap(\.value)
                    let integers = (0..<shape.reduce(1, *)).map { _ in
                        Int.random(in: -1...1, using: &generator)
                    }
                    let data =
                        elementType.isFloatingPoint
                        ? TensorData(floats: integers.map { Float($0) }, shape: shape)
                        : try TensorData(elementType, integers: integers, shape: shape)
                    return (input.name, data)
                })
            try expectKernels(graph, inputs)
        }
    }

    @Test func comparesLargeWholeNumbersExactly() throws {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [2], .int64)
        let output = sketch.add(.binary(.equal), x, sketch.integer(1 << 40))
        let graph = sketch.graph(output)
        let inputs = ["x": TensorData(integers: [1 << 40, 1 << 40 + 1])]
        try expectEqual(graph, options: InferenceOptions(), inputs: inputs)
    }

    @Test(arguments: [BinaryOperator.and, .or, .xor, .equal], shapes) func joinsTruthValues(
        _ function: BinaryOperator, _ shapes: [[Int]]
    ) throws {
        var sketch = NetworkSketch()
        let first = sketch.input("first", known(shapes[0]), .bool)
        let second = sketch.input("second", known(shapes[1]), .bool)
        let joined = sketch.add(.binary(function), first, sketch.add(.unary(.not), second))
        try expectKernels(sketch.graph(joined))
    }

    @Test func movesTruthValues() throws {
        var sketch = NetworkSketch()
        let truth = sketch.input("truth", [2, 6], .bool)
        let long = sketch.add(.unsqueeze(axes: [1, 2]), truth)
        let wide = sketch.add(.expand, long, sketch.integers([2, 3, 4, 6]))
        let turned = sketch.add(.transpose(permutation: [0, 3, 1, 2]), wide)
        let numbers = sketch.add(.cast(to: .float32), turned)
        let negative = sketch.add(.unary(.neg), numbers)
        try expectKernels(sketch.graph(turned, negative))
    }

    @Test(arguments: [ElementType.float32, .int64, .uint8]) func castsToTruthValues(
        _ elementType: ElementType
    ) throws {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [3, 19], elementType)
        let truth = sketch.add(.cast(to: .bool), x)
        let numbers = sketch.add(.cast(to: .float32), sketch.add(.unary(.not), truth))
        try expectKernels(sketch.graph(truth, numbers))
    }

    /// What is no kernel's takes and gives truth values too.
    @Test func tilesTruthValues() throws {
        var sketch = NetworkSketch()
        let truth = sketch.add(
            .binary(.less), sketch.input("x", [2, 3]), sketch.number(0))
        let tiled = sketch.add(.tile, truth, sketch.integers([2, 1]))
        let output = sketch.add(.unary(.not), tiled)
        try expectEqual(sketch.graph(output), options: InferenceOptions())
    }

    @Test func findsWhatIsNoNumber() throws {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [4])
        let safe = sketch.add(.where, sketch.add(.unary(.isNaN), x), sketch.number(0), x)
        try expectKernels(
            sketch.graph(safe), ["x": TensorData(floats: [1, .nan, -.infinity, 0])])
    }
}
