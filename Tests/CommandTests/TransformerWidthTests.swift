import Foundation
import Graphs
import ONNXFiles
import TestSupport
import Testing

extension CommandTests {
    /// The width of a transformer, which is that of its norms too.
    @Suite struct TransformerWidthTests {
        private let pdp: Command

        init() throws {
            pdp = try Command()
            try ONNXWriter().write(Self.network(), to: pdp.folder.path("net.onnx"))
        }

        /// Sixteen patches and a class token, one feed-forward layer between norms.
        private static func network() -> Graph {
            var generator = SeededGenerator(seed: 4)
            var weights: [String: TensorData] = [:]
            var nodes: [Node] = []
            func weight(_ name: String, _ shape: [Int], around centre: Float = 0) -> String {
                let numbers = (0..<shape.reduce(1, *)).map { _ in
                    centre + Float.random(in: -0.3...0.3, using: &generator)
                }
                weights[name] = TensorData(floats: numbers, shape: shape)
                return name
            }
            func integers(_ name: String, _ values: [Int]) -> String {
                weights[name] = TensorData(integers: values)
                return name
            }
            func apply(_ operation: Graphs.Operation, _ inputs: String...) -> String {
                let name = "v\(nodes.count)"
                nodes.append(Node(operation, inputs: inputs, outputs: [name]))
                return name
            }
            func norm(_ name: String, _ x: String) -> String {
                apply(
                    .layerNormalization(axis: -1, epsilon: 1e-5), x,
                    weight("\(name).weight", [8], around: 1), weight("\(name).bias", [8]))
            }
            func linear(_ name: String, _ x: String, _ from: Int, _ to: Int) -> String {
                apply(
                    .binary(.add), apply(.matMul, x, weight("\(name).weight", [from, to])),
                    weight("\(name).bias", [to]))
            }
            let patches = Convolution(
                strides: [7, 7], padding: .explicit([0, 0, 0, 0]), dilations: [1, 1])
            let patch = apply(
                .convolution(patches), "x", weight("patch.weight", [8, 1, 7, 7]),
                weight("patch.bias", [8]))
            let tokens = apply(
                .transpose(permutation: [0, 2, 1]),
                apply(.reshape(allowsZero: false), patch, integers("flat", [0, 8, 16])))
            let batch = apply(.shape(start: 0, end: 1), "x")
            let shape = apply(.concat(axis: 0), batch, integers("token.shape", [1, 8]))
            let token = apply(.expand, weight("cls_token", [1, 1, 8]), shape)
            let embedded = apply(
                .binary(.add), apply(.concat(axis: 1), token, tokens),
                weight("pos_embed", [1, 17, 8]))
            let hidden = apply(
                .unary(.relu), linear("up", norm("norm1", embedded), 8, 16))
            let sum = apply(.binary(.add), embedded, linear("down", hidden, 16, 8))
            weights["first"] = TensorData(integers: [0], shape: [])
            let first = apply(.gather(axis: 1), norm("norm2", sum), "first")
            let output = apply(
                .gemm(Gemm(transposesSecond: true)), first, weight("fc.weight", [10, 8]),
                weight("fc.bias", [10]))
            return Graph(
                inputs: [.init("x", TensorType(.float32, ["N", 1, 28, 28]))], outputs: [output],
                nodes: nodes, weights: weights)
        }

        @Test func isPrunedAndTakenOut() throws {
            let settings = ["pattern=channels", "sparsity=0.5", "allocation=uniform"].flatMap {
                ["--set", "pruning.\($0)"]
            }
            let run = try pdp.run(
                ["prune", Command.recipe, "--out", "out"] + settings + [
                    "--set", "network=\(pdp.folder.path("net.onnx"))",
                ] + Command.shortRun)
            #expect(run.status == 0, "\(run.errors)")
            let model = "out/model.safetensors"
            #expect(try pdp("verify", model).status == 0)
            let outcome = try pdp(
                "thin", model, "--out", "thin.safetensors", "--multiple", "1", "--json")
            #expect(outcome.status == 0 && outcome.errors == "")
            let report = try JSONDecoder().decode(
                ThinningReport.self, from: Data(outcome.output.utf8))
            #expect(report.largestDifference <= 1e-9 * report.largestOutput)
            #expect(report.layers.map(\.channelsBefore).sorted() == [8, 10, 16])
            #expect(report.layers.map(\.channelsAfter).sorted() == [4, 8, 10])
            for file in [model, "thin.safetensors"] {
                let outcome = try pdp("evaluate", file, "--threads", "1")
                #expect(outcome.status == 0 && outcome.errors == "")
            }
            // The smaller network is an ordinary one.
            #expect(
                try pdp("export", "thin.safetensors", "--format", "onnx", "--out", "thin.onnx")
                    .status == 0)
        }
    }
}
