import Graphs
import SparseInference
import Testing

/// Operations of networks that make dense predictions, generate or normalise in their own way: each has a
/// kernel, and computes what the reference does.
@Suite struct OperatorTests {
    private typealias Sketch = @Sendable (inout NetworkSketch) -> String

    /// Expects the graph of a sketch to run without the reference, and to give what the reference does.
    private func expectKernels(
        _ sketch: Sketch, tolerance: Double = 2e-5,
        selections: [InferenceOptions.Selection] = [.estimated]
    ) throws {
        var network = NetworkSketch()
        let output = sketch(&network)
        let graph = network.graph(output)
        for set in instructionSets {
            for selection in selections {
                let options = InferenceOptions(
                    threads: 2, instructionSet: set, selection: selection)
                let model = try InferenceModel(graph, options: options)
                let layers = try model.measureLayers(randomInputs(of: graph, seed: 1), count: 1)
                #expect(!layers.contains { $0.algorithm == "reference" })
                try expectEqual(graph, options: options, tolerance: tolerance)
            }
        }
    }

    /// The sizes of a transposed convolution.
    struct Transposed: Sendable, CustomTestStringConvertible {
        var kernel = [4, 4]
        var stride = 2
        var padding = 0
        var outputPadding = 0
        var dilation = 1
        var groups = 1
        var size = [7, 9]

        var testDescription: String {
            "kernel \(kernel), stride \(stride), padding \(padding) and \(outputPadding), "
                + "dilation \(dilation), \(groups) groups, size \(size)"
        }
    }

    @Test(arguments: [
        Transposed(padding: 1), Transposed(kernel: [2, 2]),
        Transposed(kernel: [3, 3], padding: 1, outputPadding: 1),
        Transposed(kernel: [3, 5], stride: 1, padding: 1),
        Transposed(kernel: [2, 2], stride: 3), Transposed(kernel: [5, 2], stride: 3),
        Transposed(kernel: [3, 3], stride: 2, dilation: 2),
        Transposed(kernel: [3, 3], stride: 3, padding: 2, dilation: 2),
        Transposed(kernel: [2, 2], stride: 2, padding: 2), Transposed(padding: 1, groups: 2),
        Transposed(padding: 1, groups: 6), Transposed(padding: 1, size: [33, 40]),
        Transposed(kernel: [5], stride: 2, padding: 2, size: [21]),
        Transposed(kernel: [4], stride: 4, size: [5]),
    ])
    func transposedConvolutions(_ sizes: Transposed) throws {
        let sketch: Sketch = { sketch in
            let x = sketch.input("x", [2, 6] + sizes.size.map { .known($0) })
            let large = sketch.transposedConvolution(
                x, 6, 12, kernel: sizes.kernel, stride: sizes.stride, padding: sizes.padding,
                outputPadding: sizes.outputPadding, dilation: sizes.dilation, groups: sizes.groups)
            return sketch.add(.unary(.relu), large)
        }
        try expectKernels(sketch, selections: InferenceOptions.Selection.allCases)
    }

    @Test(arguments: [
        Operation.unary(.log), .unary(.sign), .unary(.reciprocal), .unary(.floor), .unary(.ceil),
        .unary(.round), .unary(.softplus), .unary(.softsign), .unary(.mish), .elu(scale: 0.7),
        .selu(scale: 1.67, gain: 1.05),
    ])
    func functions(_ operation: Operation) throws {
        try expectKernels { sketch in
            let x = sketch.input("x", [2, 3, 5, 7])
            // Between 1 and 3, where all functions are defined and none is steep.
            let shifted = sketch.add(.binary(.add), x, sketch.number(2))
            return sketch.add(operation, shifted)
        }
    }

    @Test(arguments: [Float(2), 3, 0.5, -1])
    func powers(_ exponent: Float) throws {
        try expectKernels { sketch in
            let x = sketch.add(.unary(.abs), sketch.input("x", [2, 3, 5]))
            let shifted = sketch.add(.binary(.add), x, sketch.number(0.5))
            return sketch.add(.binary(.pow), shifted, sketch.number(exponent))
        }
    }

    @Test func slopesOfChannels() throws {
        try expectKernels { sketch in
            let x = sketch.input("x", [2, 6, 5, 5])
            return sketch.add(.binary(.pRelu), x, sketch.weight([6, 1, 1]))
        }
    }

    @Test(arguments: ReduceOperator.allCases, [[-1], [1], [1, 2], [2, 3], [0], nil])
    func reductions(_ function: ReduceOperator, _ axes: [Int]?) throws {
        for keepsAxes in [true, false] {
            try expectKernels { sketch in
                let x = sketch.input("x", [3, 4, 5, 6])
                let reduced = sketch.add(.reduce(function, axes: axes, keepsAxes: keepsAxes), x)
                return sketch.add(.binary(.add), reduced, reduced)
            }
        }
    }

    /// x / √(mean x²) · weight, as language models normalise.
    @Test func normsByMeanSquares() throws {
        try expectKernels { sketch in
            let x = sketch.linear(sketch.input("x", [2, 9, 20]), 20, 24)
            let squares = sketch.add(.binary(.pow), x, sketch.number(2))
            let mean = sketch.add(.reduce(.mean, axes: [-1], keepsAxes: true), squares)
            let shifted = sketch.add(.binary(.add), mean, sketch.number(1e-5))
            let deviation = sketch.add(.unary(.sqrt), shifted)
            let normed = sketch.add(.binary(.div), x, deviation)
            let scaled = sketch.add(.binary(.mul), normed, sketch.weight([24]))
            return sketch.linear(scaled, 24, 8)
        }
    }

    @Test(arguments: [-1, 0, 1]) func logarithmsOfSoftmaxes(_ axis: Int) throws {
        try expectKernels { sketch in
            sketch.add(.logSoftmax(axis: axis), sketch.linear(sketch.input("x", [4, 5, 6]), 6, 11))
        }
    }

    @Test func greatestOfPlanes() throws {
        try expectKernels { sketch in
            let x = sketch.convolution(sketch.input("x", [2, 3, 9, 9]), 3, 5, kernel: 3)
            return sketch.convolution(sketch.add(.globalMaxPool, x), 5, 4, kernel: 1)
        }
    }

    private static let allResizes = Resize.Mode.allCases.flatMap { mode in
        Resize.Coordinates.allCases.map { Resize(mode: mode, coordinates: $0) }
    }

    @Test(arguments: allResizes, [[2, 3, 10, 14], [2, 3, 13, 5], [2, 3, 5, 7], [2, 3, 1, 20]])
    func resizes(_ resize: Resize, _ sizes: [Int]) throws {
        try expectKernels { sketch in
            let x = sketch.input("x", [2, 3, 5, 7])
            let large = sketch.add(.resize(resize), x, nil, nil, sketch.integers(sizes))
            return sketch.convolution(large, 3, 4, kernel: 1)
        }
    }

    @Test(arguments: [true, false]) func squaresOfPositions(_ columnRowDepth: Bool) throws {
        try expectKernels { sketch in
            let x = sketch.convolution(sketch.input("x", [2, 3, 5, 6]), 3, 12, kernel: 1)
            let spread = sketch.add(
                .depthToSpace(blockSize: 2, columnRowDepth: columnRowDepth), x)
            let changed = sketch.convolution(spread, 3, 2, kernel: 3, padding: 1)
            return sketch.convolution(
                sketch.add(.spaceToDepth(blockSize: 2), changed), 8, 4, kernel: 1)
        }
    }
}
