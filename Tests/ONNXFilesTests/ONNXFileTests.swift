import Files
import Foundation
import Graphs
import ONNXFiles
import TestSupport
import Testing

@Suite struct ONNXFileTests {
    /// Single precision and sums of at most 100 products of numbers below 10.
    static let tolerance = 1e-4

    @Test func goldenFilesAreThere() { #expect(GoldenCase.all.count >= 45) }

    @Test(arguments: GoldenCase.all) func computesWhatOnnxruntimeDoes(_ golden: GoldenCase) throws {
        let graph = try ONNXFile(path: golden.path).graph
        #expect(try golden.difference(of: graph) < Self.tolerance)
    }

    @Test(arguments: GoldenCase.all) func computesTheSameAfterAllPasses(_ golden: GoldenCase) throws
    {
        let graph = try ONNXFile(path: golden.path).graph
        let changed = try graph.simplified().foldingBatchNormalization()
        try changed.check()
        #expect(try golden.difference(of: changed) < Self.tolerance)
    }

    @Test(arguments: GoldenCase.all) func computesTheSameWithoutEmptyChannels(
        _ golden: GoldenCase
    ) throws {
        let graph = try ONNXFile(path: golden.path).graph
        let thinned = try graph.thinned(ThinningOptions(multiple: 1)).graph
        #expect(try golden.difference(of: thinned) < Self.tolerance)
    }

    @Test(arguments: GoldenCase.all) func isTheSameGraphWrittenAndReadAgain(_ golden: GoldenCase)
        throws
    {
        let graph = try ONNXFile(path: golden.path).graph
        let folder = try TemporaryFolder()
        for opset in [20, 22] {
            var writer = ONNXWriter()
            writer.opset = opset
            try writer.write(graph, to: folder.path("copy.onnx"))
            let copy = try ONNXFile(path: folder.path("copy.onnx"))
            #expect(copy.opset == opset)
            #expect(copy.graph.nodes == graph.nodes)
            #expect(copy.graph.inputs == graph.inputs)
            #expect(try golden.difference(of: copy.graph) < Self.tolerance)
        }
    }

    @Test func foldsShapeArithmetic() throws {
        let golden = try #require(GoldenCase.all.first { $0.file == "shape_arithmetic" })
        let graph = try ONNXFile(path: golden.path).graph.foldingConstants()
        #expect(graph.nodes.map(\.operation.name) == ["Reshape"])
    }

    @Test(arguments: ["conv", "gemm", "layer_norm"]) func writesLargeWeightsBeside(_ name: String)
        throws
    {
        let golden = try #require(GoldenCase.all.first { $0.file == name })
        let graph = try ONNXFile(path: golden.path).graph
        let folder = try TemporaryFolder()
        var writer = ONNXWriter()
        writer.externalDataThreshold = 16
        try writer.write(graph, to: folder.path("net.onnx"))
        let names = try folder.names
        #expect(names == ["net.onnx", "net.onnx.data"])
        let copy = try ONNXFile(path: folder.path("net.onnx")).graph
        #expect(copy.weights == graph.weights)
        #expect(!copy.weights.values.contains { !$0.isMapped })
    }

    @Test func saysOnceThatTheFileOfWeightsIsLost() throws {
        let golden = try #require(GoldenCase.all.first { $0.file == "layer_norm" })
        let folder = try TemporaryFolder()
        let path = folder.path("net.onnx")
        var writer = ONNXWriter()
        writer.externalDataThreshold = 16
        try writer.write(ONNXFile(path: golden.path).graph, to: path)
        try FileManager.default.removeItem(atPath: path + ".data")
        #expect(
            message { _ = try ONNXFile(path: path) }
                == "'\(path)' is not a valid ONNX file: its weights lie in the file "
                + "'net.onnx.data', which is not beside it")
    }

    @Test(arguments: [0, 1, 10]) func writesZerosSparsely(_ others: Int) throws {
        let values = (0..<100).map { Float($0 < others ? $0 + 1 : 0) }
        let graph = Graph(
            inputs: [.init("x", TensorType(.float32, ["batch", 10]))], outputs: ["y"],
            nodes: [Node(.matMul, inputs: ["x", "w"], outputs: ["y"])],
            weights: ["w": TensorData(floats: values, shape: [10, 10])],
            metadata: ["promise": "90 %"])
        let folder = try TemporaryFolder()
        var writer = ONNXWriter()
        writer.writesZerosSparsely = true
        try writer.write(graph, to: folder.path("net.onnx"))
        let copy = try ONNXFile(path: folder.path("net.onnx")).graph
        #expect(copy.weights == graph.weights)
        #expect(copy.inputs == graph.inputs)
        #expect(copy.metadata == graph.metadata)
    }

    @Test func longWeightsStayInTheFile() throws {
        let golden = try #require(GoldenCase.all.first { $0.file == "conv" })
        let graph = try ONNXFile(path: golden.path).graph
        #expect(graph.weights["w"]?.isMapped == true)
    }

    @Test func refusesFilesThatAreCutAnywhere() throws {
        let golden = try #require(GoldenCase.all.first { $0.file == "conv" })
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: golden.path)))
        let folder = try TemporaryFolder()
        for count in stride(from: 0, to: bytes.count - 1, by: 7) {
            try folder.write(Array(bytes.prefix(count)), to: "cut.onnx")
            let text = message { _ = try ONNXFile(path: folder.path("cut.onnx")) }
            #expect(
                text?.hasPrefix("'\(folder.path("cut.onnx"))' is not a valid ONNX file: ") == true)
        }
    }

    @Test func survivesDamageAnywhere() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator(seed: 1)
        for golden in GoldenCase.all {
            let bytes = [UInt8](try #require(FileManager.default.contents(atPath: golden.path)))
            for _ in 0..<40 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    damaged[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
                        in: 0...255, using: &random)
                }
                try folder.write(damaged, to: "damaged.onnx")
                do {
                    _ = try ONNXFile(path: folder.path("damaged.onnx")).graph.simplified()
                } catch {
                    #expect(error is ONNXError || error is GraphError || error is FileError)
                }
            }
        }
    }
}
