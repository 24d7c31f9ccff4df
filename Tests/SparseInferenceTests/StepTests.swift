import Graphs
import InferenceKernels
import SparseInference
import Testing

/// Single operations, and short chains whose values lie in unusual ways.
@Suite struct StepTests {
    private typealias Sketch = @Sendable (inout NetworkSketch) -> String

    private static let chains: [(name: String, sketch: Sketch)] = [
        (
            "transposed weight",
            { sketch in
                let weight = sketch.weight([6, 5])
                let transposed = sketch.add(.transpose(permutation: [1, 0]), weight)
                return sketch.add(.matMul, sketch.input("x", [3, 4, 5]), transposed)
            }
        ),
        (
            "gate of single pixels",
            { sketch in
                let x = sketch.input("x", [2, 7, 5, 4])
                let mean = sketch.add(.globalAveragePool, x)
                let narrow = sketch.convolution(mean, 7, 3, kernel: 1)
                let wide = sketch.convolution(sketch.add(.unary(.relu), narrow), 3, 7, kernel: 1)
                let gate = sketch.add(.hardSigmoid(slope: 0.2, offset: 0.5), wide)
                return sketch.add(.binary(.mul), x, gate)
            }
        ),
        (
            "padded channels",
            { sketch in
                let x = sketch.input("x", [2, 3, 5, 4])
                let sizes = sketch.integers([0, 2, 1, 0, 0, 1, 0, 3])
                return sketch.add(.pad(.constant), x, sizes)
            }
        ),
        (
            "one place of an axis",
            { sketch in
                let linear = sketch.linear(sketch.input("x", [2, 5, 6]), 6, 4)
                return sketch.linear(
                    sketch.add(.gather(axis: 1), linear, sketch.integer(3)), 4, 3)
            }
        ),
        (
            "joined and split channels",
            { sketch in
                let x = sketch.input("x", [1, 4, 6, 5])
                let joined = sketch.add(
                    .concat(axis: 1), x, sketch.convolution(x, 4, 3, kernel: 3, padding: 1))
                let part = sketch.add(
                    .slice, joined, sketch.integers([2]), sketch.integers([6]),
                    sketch.integers([1]))
                return sketch.convolution(part, 4, 5, kernel: 3, stride: 2)
            }
        ),
        (
            "steps beyond the axis",
            { sketch in
                let x = sketch.input("x", [2, 4, 7, 6])
                return sketch.add(
                    .slice, x, sketch.integers([-1, 0]), sketch.integers([100, 6]),
                    sketch.integers([2, 3]), sketch.integers([Int.max / 2, Int(Int32.max)]))
            }
        ),
        (
            "truth values made larger",
            { sketch in
                let x = sketch.input("x", [1, 2, 3, 2])
                let truth = sketch.add(.cast(to: .bool), x)
                let resize = Resize(
                    mode: .nearest, coordinates: .asymmetric, rounding: .floor)
                let sizes = sketch.integers([1, 2, 6, 4])
                let large = sketch.add(.resize(resize), truth, nil, nil, sizes)
                return sketch.add(.cast(to: .float32), large)
            }
        ),
        (
            "convolution in a row",
            { sketch in
                let x = sketch.input("x", [2, 3, 21])
                let attributes = Convolution(
                    strides: [2], padding: .explicit([1, 1]), dilations: [1])
                return sketch.add(.convolution(attributes), x, sketch.weight([4, 3, 3]))
            }
        ),
        (
            "grouped convolution",
            { sketch in
                let x = sketch.input("x", [1, 8, 9, 9])
                return sketch.convolution(x, 8, 12, kernel: 3, padding: 1, groups: 4)
            }
        ),
        (
            "two planes of each channel",
            { sketch in
                let x = sketch.input("x", [1, 4, 9, 9])
                return sketch.convolution(x, 4, 8, kernel: 3, padding: 1, groups: 4)
            }
        ),
        (
            "average with and without padding",
            { sketch in
                let x = sketch.input("x", [1, 2, 9, 9])
                func pool(_ padding: Int, _ countsPadding: Bool) -> Operation {
                    .averagePool(
                        Pooling(
                            kernel: [3, 3], strides: [2, 2],
                            padding: .explicit([Int](repeating: padding, count: 4)),
                            dilations: [1, 1], countsPadding: countsPadding))
                }
                let counted = sketch.add(pool(1, true), x)
                let uncounted = sketch.add(pool(1, false), x)
                let sum = sketch.add(.binary(.add), counted, uncounted)
                return sketch.add(pool(0, false), sum)
            }
        ),
        (
            "products of matrices of one row",
            { sketch in
                let x = sketch.input("x", [2, 1, 6])
                let y = sketch.add(.transpose(permutation: [0, 2, 1]), sketch.linear(x, 6, 5))
                return sketch.add(.matMul, y, sketch.linear(x, 6, 4))
            }
        ),
        (
            "batch norm before a convolution",
            { sketch in
                let x = sketch.input("x", [2, 6, 5, 5])
                let norm = sketch.add(
                    .batchNormalization(epsilon: 1e-3, momentum: 0.9, isTraining: false), x,
                    sketch.weight([6]), sketch.weight([6]), sketch.weight([6]), sketch.ones(6))
                let active = sketch.add(.unary(.relu), norm)
                return sketch.convolution(active, 6, 4, kernel: 1)
            }
        ),
        (
            "sum with an activation",
            { sketch in
                let x = sketch.input("x", [2, 6, 5])
                let sum = sketch.add(.binary(.add), x, sketch.weight([6, 1]))
                return sketch.add(.clip(minimum: -0.5, maximum: 0.5), sum)
            }
        ),
        (
            "scaled softmax along the first axis",
            { sketch in
                let x = sketch.input("x", [5, 3, 4])
                let scaled = sketch.add(.binary(.mul), x, sketch.number(3))
                return sketch.add(.softmax(axis: 0), scaled)
            }
        ),
        (
            "residual from planes apart",
            { sketch in
                let x = sketch.input("x", [1, 6, 8])
                let turned = sketch.add(.transpose(permutation: [0, 2, 1]), x)
                return sketch.add(.binary(.add), sketch.linear(turned, 6, 6), turned)
            }
        ),
    ]

    @Test(arguments: chains.indices, InferenceOptions.Selection.allCases)
    func computesWhatTheReferenceDoes(
        _ index: Int, _ selection: InferenceOptions.Selection
    ) throws {
        var sketch = NetworkSketch()
        let output = Self.chains[index].sketch(&sketch)
        for set in instructionSets {
            for threads in [1, 3] {
                try expectEqual(
                    sketch.graph(output),
                    options: InferenceOptions(
                        threads: threads, instructionSet: set, selection: selection))
            }
        }
    }
}
