import Foundation
import Graphs
import ONNXFiles
import TestSupport
import Testing

extension CommandTests {
    /// From a network with padded shortcuts, whose layers share only some of their channels, to a
    /// smaller one.
    @Suite struct PaddedShortcutTests {
        private let pdp: Command

        init() throws {
            pdp = try Command()
            try ONNXWriter().write(Self.network(), to: pdp.folder.path("net.onnx"))
        }

        /// A small ResNet of CIFAR: two blocks, of which the second halves the image and doubles the
        /// channels, with the old ones in the middle of the new ones.
        private static func network() -> Graph {
            var generator = SeededGenerator(seed: 3)
            var weights: [String: TensorData] = [:]
            var nodes: [Node] = []
            func numbers(_ count: Int, around centre: Float = 0) -> [Float] {
                (0..<count).map { _ in centre + Float.random(in: -0.3...0.3, using: &generator) }
            }
            func layer(_ name: String, _ x: String, _ from: Int, _ to: Int, stride: Int) -> String {
                let attributes = Convolution(
                    strides: [stride, stride], padding: .explicit([1, 1, 1, 1]),
                    dilations: [1, 1])
                weights["\(name).weight"] = TensorData(
                    floats: numbers(to * from * 9), shape: [to, from, 3, 3])
                weights["\(name).bn.weight"] = TensorData(floats: numbers(to, around: 1))
                weights["\(name).bn.bias"] = TensorData(floats: numbers(to))
                weights["\(name).bn.running_mean"] = TensorData(floats: numbers(to))
                weights["\(name).bn.running_var"] = TensorData(floats: numbers(to, around: 1))
                nodes.append(
                    Node(
                        .convolution(attributes), inputs: [x, "\(name).weight"],
                        outputs: ["\(name).sum"]))
                nodes.append(
                    Node(
                        .batchNormalization(epsilon: 1e-5, momentum: 0.9, isTraining: false),
                        inputs: ["\(name).sum"]
                            + ["weight", "bias", "running_mean", "running_var"].map {
                                "\(name).bn.\($0)"
                            }, outputs: [name]))
                return name
            }
            func apply(_ operation: Graphs.Operation, _ inputs: String...) -> String {
                let name = "v\(nodes.count)"
                nodes.append(Node(operation, inputs: inputs, outputs: [name]))
                return name
            }
            func integers(_ name: String, _ values: [Int]) -> String {
                weights[name] = TensorData(integers: values)
                return name
            }
            let stem = apply(.unary(.relu), layer("stem", "x", 1, 8, stride: 2))
            let a = apply(.unary(.relu), layer("a", stem, 8, 8, stride: 1))
            let first = apply(
                .unary(.relu), apply(.binary(.add), layer("b", a, 8, 8, stride: 1), stem))
            let c = apply(.unary(.relu), layer("c", first, 8, 16, stride: 2))
            let small = apply(
                .slice, first, integers("starts", [0, 0]), integers("ends", [99, 99]),
                integers("axes", [2, 3]), integers("steps", [2, 2]))
            let wide = apply(
                .pad(.constant), small, integers("pads", [0, 4, 0, 0, 0, 4, 0, 0]))
            let second = apply(
                .unary(.relu), apply(.binary(.add), layer("d", c, 16, 16, stride: 1), wide))
            let flat = apply(.flatten(axis: 1), apply(.globalAveragePool, second))
            weights["fc.weight"] = TensorData(floats: numbers(160), shape: [10, 16])
            weights["fc.bias"] = TensorData(floats: numbers(10))
            let output = apply(
                .gemm(Gemm(transposesSecond: true)), flat, "fc.weight", "fc.bias")
            return Graph(
                inputs: [.init("x", TensorType(.float32, ["N", 1, 28, 28]))], outputs: [output],
                nodes: nodes, weights: weights)
        }

        private var settings: [String] {
            ["pattern=channels", "sparsity=0.5", "allocation=uniform"].flatMap {
                ["--set", "pruning.\($0)"]
            } + ["--set", "network=\(pdp.folder.path("net.onnx"))"]
        }

        @Test func channelsOfTheStreamArePrunedAndTakenOut() throws {
            let plan = try pdp.run(["plan", Command.recipe] + settings)
            #expect(plan.status == 0)
            #expect(plan.output.contains("stem.weight + 2 more"))
            #expect(plan.output.contains("d.weight[0-3,12-15]"))
            let run = try pdp.run(
                ["prune", Command.recipe, "--out", "out"] + settings + Command.shortRun)
            #expect(run.status == 0, "\(run.errors)")
            let model = "out/model.safetensors"
            #expect(try pdp("verify", model).status == 0)
            let outcome = try pdp(
                "thin", model, "--out", "thin.safetensors", "--multiple", "1", "--json")
            #expect(outcome.status == 0 && outcome.errors == "")
            let report = try JSONDecoder().decode(
                ThinningReport.self, from: Data(outcome.output.utf8))
            #expect(report.largestDifference <= 1e-9 * report.largestOutput)
            // A constant channel may stay for the borders.
            for (name, count) in [("stem.weight", 8), ("a.weight", 8), ("c.weight", 16)] {
                let layer = try #require(report.layers.first { $0.name == name })
                #expect(layer.channelsBefore == count)
                #expect(layer.channelsAfter - count / 2 <= 1, "\(name)")
            }
            let new = try #require(report.layers.first { $0.name == "d.weight" })
            #expect(new.channelsBefore == 8 && new.channelsAfter == 4)
            #expect(try accuracy("thin.safetensors") == accuracy(model))
        }

        private func accuracy(_ model: String) throws -> String {
            let outcome = try pdp("evaluate", model, "--threads", "1")
            #expect(outcome.status == 0 && outcome.errors == "")
            return outcome.output.components(separatedBy: ": ").last ?? ""
        }
    }
}
