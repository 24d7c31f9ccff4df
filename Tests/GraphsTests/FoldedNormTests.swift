import Graphs
import Testing

/// Behind which convolutions a batch norm may have stood.
@Suite struct FoldedNormTests {
    /// A convolution of an image, to which `nodes` add what follows.
    private func graph(side: Int = 8, hasBias: Bool = true, _ nodes: [Node]) -> Graph {
        let convolution = Convolution(
            strides: [1, 1], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1])
        let inputs = ["x", "weight"] + (hasBias ? ["bias"] : [])
        return Graph(
            inputs: [.init("x", TensorType(.float32, ["batch", 2, .known(side), .known(side)]))],
            outputs: ["y"],
            nodes: [Node(.convolution(convolution), inputs: inputs, outputs: ["a"])] + nodes,
            weights: [
                "weight": TensorData(floats: [1, 2, 3, 4], shape: [2, 2, 1, 1]),
                "class": TensorData(floats: [1, 2, 3, 4], shape: [2, 2]),
                "bias": TensorData(floats: [1, 2]), "mean": TensorData(floats: [1, 2]),
                "scale": TensorData(floats: [1, 2]), "shift": TensorData(floats: [1, 2]),
                "variance": TensorData(floats: [1, 2]),
                "groups": TensorData(integers: [0, 1, 2, side, side]),
                "image": TensorData(integers: [0, 2, side, side]),
                "tokens": TensorData(integers: [0, 2, side * side]),
            ])
    }

    private let activation = Node(.unary(.relu), inputs: ["a"], outputs: ["b"])
    private let classes = [
        Node(.globalAveragePool, inputs: ["b"], outputs: ["mean"]),
        Node(.flatten(axis: 1), inputs: ["mean"], outputs: ["flat"]),
        Node(.matMul, inputs: ["flat", "class"], outputs: ["y"]),
    ]

    @Test func takesAConvolutionWithABias() throws {
        #expect(try graph([activation] + classes).convolutionsWithFoldedNorm() == [0])
        #expect(
            try graph(hasBias: false, [activation] + classes).convolutionsWithFoldedNorm() == [])
    }

    @Test func takesAConvolutionBeforeAShuffleOfChannels() throws {
        let nodes = [
            Node(.reshape(allowsZero: false), inputs: ["a", "groups"], outputs: ["c"]),
            Node(.transpose(permutation: [0, 2, 1, 3, 4]), inputs: ["c"], outputs: ["d"]),
            Node(.reshape(allowsZero: false), inputs: ["d", "image"], outputs: ["e"]),
            Node(.unary(.relu), inputs: ["e"], outputs: ["b"]),
        ]
        #expect(try graph(nodes + classes).convolutionsWithFoldedNorm() == [0])
    }

    @Test func leavesGatesOut() throws {
        #expect(try graph(side: 1, [activation] + classes).convolutionsWithFoldedNorm() == [])
    }

    @Test func leavesTheLastLayerOut() throws {
        let last = Node(.unary(.sigmoid), inputs: ["a"], outputs: ["y"])
        #expect(try graph([last]).convolutionsWithFoldedNorm() == [])
    }

    @Test func leavesAConvolutionBeforeANormOut() throws {
        let norm = Node(
            .batchNormalization(epsilon: 1e-5, momentum: 0.9, isTraining: false),
            inputs: ["a", "scale", "shift", "mean", "variance"], outputs: ["b"])
        #expect(try graph([norm] + classes).convolutionsWithFoldedNorm() == [])
    }

    @Test func leavesTokensOut() throws {
        let nodes = [
            Node(.reshape(allowsZero: false), inputs: ["a", "tokens"], outputs: ["c"]),
            Node(.unary(.relu), inputs: ["c"], outputs: ["d"]),
            Node(.reduce(.mean, axes: [2], keepsAxes: false), inputs: ["d"], outputs: ["y"]),
        ]
        #expect(try graph(nodes).convolutionsWithFoldedNorm() == [])
    }
}
