import GraphNetworks
import Graphs
import Layers
import Tensors
import Testing

/// Batch norms that are computed with what follows them, against LibTorch's operators one after another.
@Suite struct NormChainTests {
    /// The error of a few roundings, as a share of the largest number.
    private static let tolerance = 0x1p-19

    private static let values = ["scale", "shift", "mean", "variance"]

    /// A graph of `[batch, 3, 4, 4]`: batch norms of `x` called a and b, then `nodes`.
    private func network(_ nodes: [Node], outputs: [String]) throws -> GraphNetwork {
        let norm = Graphs.Operation.batchNormalization(
            epsilon: 1e-5, momentum: 0.9, isTraining: false)
        let names = ["a", "b"].map { name in Self.values.map { "\(name).\($0)" } }
        let norms = zip(["a", "b"], names).map { Node(norm, inputs: ["x"] + $1, outputs: [$0]) }
        let numbers: [[Float]] = [[1, 2, -1], [0.5, -0.5, 1], [0, 0.1, 0.2], [1, 2, 0.5]]
        var weights: [String: TensorData] = [:]
        for names in names {
            for (name, numbers) in zip(names, numbers) {
                weights[name] = TensorData(floats: numbers)
            }
        }
        return try GraphNetwork(
            Graph(
                inputs: [.init("x", TensorType(.float32, ["batch", 3, 4, 4]))], outputs: outputs,
                nodes: norms + nodes, weights: weights))
    }

    /// What both batch norms give for `x`.
    private func normalized(_ x: Tensors.Tensor, isTraining: Bool) throws -> Tensors.Tensor {
        func tensor(_ numbers: [Float]) throws -> Tensors.Tensor {
            try Tensors.Tensor(numbers, shape: [3])
        }
        return try x.batchNorm(
            weight: tensor([1, 2, -1]), bias: tensor([0.5, -0.5, 1]),
            runningMean: tensor([0, 0.1, 0.2]), runningVariance: tensor([1, 2, 0.5]),
            isTraining: isTraining, momentum: 0.1, epsilon: 1e-5)
    }

    private func compare(
        _ nodes: [Node], outputs: [String] = ["y"],
        with wanted: (_ normalized: Tensors.Tensor, _ x: Tensors.Tensor) throws -> [Tensors.Tensor]
    ) throws {
        let network = try network(nodes, outputs: outputs)
        let x = try Tensors.Tensor.randomNormal([5, 3, 4, 4]) * 3
        // Evaluation first: training moves the running statistics.
        for isTraining in [false, true] {
            network.setTraining(isTraining)
            let found = try network.outputs(of: ["x": x]).tensors
            let norm = try normalized(x, isTraining: isTraining)
            let wanted = try wanted(norm, x)
            #expect(found.count == wanted.count)
            for (one, other) in zip(found, wanted) {
                let error = try largest(one - other)
                let size = try max(largest(x), largest(norm), largest(other))
                #expect(error < Self.tolerance * size, "\(isTraining)")
            }
        }
    }

    private func largest(_ values: Tensors.Tensor) throws -> Double {
        try values.detached().magnitude().maximum().item()
    }

    @Test func reluAndItsSix() throws {
        try compare([
            Node(.unary(.relu), inputs: ["a"], outputs: ["c"]),
            Node(.clip(minimum: 0, maximum: 6), inputs: ["b"], outputs: ["d"]),
            Node(.binary(.sub), inputs: ["c", "d"], outputs: ["y"]),
        ]) { norm, _ in [try norm.relu() - norm.relu6()] }
    }

    @Test func sumWithReLU() throws {
        try compare([
            Node(.binary(.add), inputs: ["x", "a"], outputs: ["c"]),
            Node(.unary(.relu), inputs: ["c"], outputs: ["d"]),
            Node(.binary(.mul), inputs: ["d", "b"], outputs: ["y"]),
        ]) { norm, x in [try (norm + x).relu() * norm] }
    }

    /// One of the two computes the sum.
    @Test func sumOfTwoBatchNorms() throws {
        try compare([
            Node(.binary(.add), inputs: ["a", "b"], outputs: ["c"]),
            Node(.unary(.relu), inputs: ["c"], outputs: ["y"]),
        ]) { norm, _ in [try (norm + norm).relu()] }
    }

    /// Values that something else needs are there.
    @Test func valuesThatAreNeededStay() throws {
        try compare(
            [
                Node(.unary(.relu), inputs: ["a"], outputs: ["c"]),
                Node(.binary(.add), inputs: ["b", "x"], outputs: ["d"]),
                Node(.unary(.relu), inputs: ["d"], outputs: ["e"]),
                Node(.binary(.mul), inputs: ["d", "e"], outputs: ["y"]),
            ], outputs: ["a", "c", "y"]
        ) { norm, x in
            let sum = try norm + x
            return [norm, try norm.relu(), try sum * sum.relu()]
        }
    }

    @Test func whatBatchNormsDoNotCompute() throws {
        try compare([
            Node(.unary(.sigmoid), inputs: ["a"], outputs: ["c"]),
            Node(.clip(minimum: -1, maximum: 1), inputs: ["b"], outputs: ["d"]),
            Node(.binary(.add), inputs: ["c", "d"], outputs: ["y"]),
        ]) { norm, _ in [try norm.sigmoid() + norm.clamped(to: -1...1)] }
    }
}
