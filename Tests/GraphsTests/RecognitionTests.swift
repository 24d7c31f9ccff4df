import Foundation
import Graphs
import Testing

@Suite struct RecognitionTests {
    private let numbers = (0..<24).map { sin(Double($0)) * 2 }

    /// A graph from `[2, 3, 4]` to the same, with constants of one element.
    private func graph(
        _ nodes: [Node], _ constants: [String: Float], _ more: [String: TensorData] = [:]
    ) -> Graph {
        let weights = constants.mapValues { TensorData(floats: [$0], shape: []) }
        return Graph(
            inputs: [.init("x", TensorType(.float32, ["batch", 3, 4]))], outputs: ["y"],
            nodes: nodes,
            weights: weights.merging(more) { first, _ in first })
    }

    /// Expects one node of a name that computes the same to single precision.
    private func expect(_ name: String, _ before: Graph, _ after: Graph) throws {
        #expect(after.nodes.map(\.operation.name) == [name])
        let input = ["x": Tensor(.float32, [2, 3, 4], numbers)]
        let (old, new) = (
            try ReferenceEvaluator(before).run(input), try ReferenceEvaluator(after).run(input)
        )
        let pairs = zip(old["y"]?.numbers ?? [], new["y"]?.numbers ?? [])
        #expect(old["y"]?.shape == [2, 3, 4] && new["y"]?.shape == [2, 3, 4])
        #expect(pairs.allSatisfy { abs($0 - $1) < 2e-6 })
    }

    @Test(arguments: [true, false]) func recognizesGELU(dividesFirst: Bool) throws {
        let nodes = [
            dividesFirst
                ? Node(.binary(.div), inputs: ["x", "root"], outputs: ["a"])
                : Node(.binary(.mul), inputs: ["inverse", "x"], outputs: ["a"]),
            Node(.unary(.erf), inputs: ["a"], outputs: ["b"]),
            Node(.binary(.add), inputs: ["b", "one"], outputs: ["c"]),
            dividesFirst
                ? Node(.binary(.mul), inputs: ["x", "c"], outputs: ["d"])
                : Node(.binary(.mul), inputs: ["half", "x"], outputs: ["d"]),
            dividesFirst
                ? Node(.binary(.mul), inputs: ["d", "half"], outputs: ["y"])
                : Node(.binary(.mul), inputs: ["d", "c"], outputs: ["y"]),
        ]
        let before = graph(
            nodes, ["root": 1.414_213_5, "inverse": 0.707_106_77, "one": 1, "half": 0.5])
        try expect("Gelu", before, before.recognizingActivations())
    }

    @Test func recognizesHardSwish() throws {
        let nodes = [
            Node(.binary(.add), inputs: ["x", "three"], outputs: ["a"]),
            Node(.clip(minimum: 0, maximum: 6), inputs: ["a"], outputs: ["b"]),
            Node(.binary(.mul), inputs: ["x", "b"], outputs: ["c"]),
            Node(.binary(.div), inputs: ["c", "six"], outputs: ["y"]),
        ]
        let before = graph(nodes, ["three": 3, "six": 6])
        try expect("HardSwish", before, before.recognizingActivations())
    }

    @Test(arguments: [1e-5, 1e-12, 0.1] as [Float]) func recognizesLayerNormalization(
        _ epsilon: Float
    ) throws {
        let mean = Graphs.Operation.reduce(.mean, axes: [-1], keepsAxes: true)
        let nodes = [
            Node(mean, inputs: ["x"], outputs: ["m"]),
            Node(.binary(.sub), inputs: ["x", "m"], outputs: ["c"]),
            Node(.binary(.pow), inputs: ["c", "two"], outputs: ["s"]),
            Node(mean, inputs: ["s"], outputs: ["v"]),
            Node(.binary(.add), inputs: ["v", "epsilon"], outputs: ["e"]),
            Node(.unary(.sqrt), inputs: ["e"], outputs: ["r"]),
            Node(.binary(.div), inputs: ["c", "r"], outputs: ["n"]),
            Node(.binary(.mul), inputs: ["n", "scale"], outputs: ["p"]),
            Node(.binary(.add), inputs: ["p", "bias"], outputs: ["y"]),
        ]
        let vectors = [
            "scale": TensorData(floats: [1, 2, 3, 4]), "bias": TensorData(floats: [4, 3, 2, 1]),
        ]
        let before = graph(nodes, ["two": 2, "epsilon": epsilon], vectors)
        try expect("LayerNormalization", before, before.recognizingLayerNormalization())
    }
}
