import Foundation
import Graphs
import ONNXFiles
import TestSupport
import Testing

extension CommandTests {
    /// Thinning of a network with a transposed convolution, whose layers share a bias of zeros.
    @Suite struct UpsamplingThinTests {
        private let pdp: Command

        init() throws { pdp = try Command() }

        /// Writes a network for glyphs; the rows of `zeros` are zero.
        private func write(zeros: [String: Range<Int>] = [:]) throws {
            var generator = SeededGenerator(seed: 5)
            func numbers(_ shape: [Int], _ name: String) -> TensorData {
                let width = shape.dropFirst().reduce(1, *)
                let floats = (0..<shape.reduce(1, *)).map { place in
                    let number = Float.random(in: -0.3...0.3, using: &generator)
                    return zeros[name]?.contains(place / width) == true ? 0 : number
                }
                return TensorData(floats: floats, shape: shape)
            }
            func convolution(stride: Int) -> Convolution {
                Convolution(
                    strides: [stride, stride], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1])
            }
            let shapes = [
                "a": [8, 1, 3, 3], "up": [8, 8, 2, 2], "b": [8, 8, 3, 3], "fc": [10, 8],
            ]
            let weights = shapes.sorted { $0.key < $1.key }.map {
                ($0.key, numbers($0.value, $0.key))
            }
            let none = TensorData(floats: [Float](repeating: 0, count: 8))
            let graph = Graph(
                inputs: [.init("x", TensorType(.float32, ["batch", 1, 28, 28]))], outputs: ["y"],
                nodes: [
                    Node(
                        .convolution(convolution(stride: 2)), inputs: ["x", "a", "none"],
                        outputs: ["1"]),
                    Node(.unary(.relu), inputs: ["1"], outputs: ["2"]),
                    Node(
                        .transposedConvolution(
                            TransposedConvolution(convolution(stride: 2), outputPadding: [0, 0])),
                        inputs: ["2", "up", "none"], outputs: ["3"]),
                    Node(.unary(.relu), inputs: ["3"], outputs: ["4"]),
                    Node(
                        .convolution(convolution(stride: 1)), inputs: ["4", "b", "none"],
                        outputs: ["5"]),
                    Node(.unary(.relu), inputs: ["5"], outputs: ["6"]),
                    Node(.globalAveragePool, inputs: ["6"], outputs: ["7"]),
                    Node(.flatten(axis: 1), inputs: ["7"], outputs: ["8"]),
                    Node(.gemm(Gemm(transposesSecond: true)), inputs: ["8", "fc"], outputs: ["y"]),
                ],
                weights: Dictionary(uniqueKeysWithValues: weights).merging(["none": none]) { $1 })
            try ONNXWriter().write(graph, to: pdp.folder.path("net.onnx"))
        }

        private func report(_ file: String, to out: String) throws -> ThinningReport {
            let outcome = try pdp("thin", file, "--out", out, "--multiple", "1", "--json")
            #expect(outcome.status == 0 && outcome.errors == "")
            return try JSONDecoder().decode(ThinningReport.self, from: Data(outcome.output.utf8))
        }

        private func thin(_ file: String, to out: String) throws -> [String] {
            let report = try report(file, to: out)
            #expect(report.largestDifference <= 1e-9 * report.largestOutput)
            return report.layers.map { "\($0.name) \($0.channelsBefore) \($0.channelsAfter)" }
        }

        /// A line of `inspect`.
        private struct Row: Decodable {
            let tensor: String
            let emptyChannels: Int?
        }

        /// What a transposed convolution gives is pruned and taken out like the rest.
        @Test func outputsAlongTheSecondAxisArePruned() throws {
            try write()
            let network = "network=\(pdp.folder.path("net.onnx"))"
            let run = try pdp.run(
                [
                    "prune", Command.recipe, "--out", "out", "--set", network,
                    "--set", "pruning.pattern=channels", "--set", "pruning.sparsity=0.5",
                    "--set", "pruning.allocation=uniform",
                ] + Command.shortRun)
            #expect(run.status == 0)
            #expect(try pdp("verify", "out/model.safetensors").status == 0)
            let inspected = try pdp("inspect", "out/model.safetensors", "--json").output
            let rows = try JSONDecoder().decode([Row].self, from: Data(inspected.utf8))
            #expect(rows.first { $0.tensor == "up" }?.emptyChannels == 4)
            let layers = try thin("out/model.safetensors", to: "thin.safetensors")
            #expect(layers == ["a 8 4", "up 8 4", "b 8 4", "fc 10 10"])
        }

        @Test func whereNothingIsEmptyNothingIsAdded() throws {
            try write()
            let report = try report("net.onnx", to: "thin.onnx")
            #expect(report.parametersAfter == report.parametersBefore)
        }

        @Test func aBiasThatLayersShareCouplesNothing() throws {
            try write(zeros: ["a": 0..<3, "b": 4..<8])
            let layers = try thin("net.onnx", to: "thin.onnx")
            #expect(layers == ["a 8 5", "up 8 8", "b 8 4", "fc 10 10"])
        }
    }
}
