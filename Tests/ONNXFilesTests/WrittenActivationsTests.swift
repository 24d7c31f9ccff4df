import Graphs
import ONNXFiles
import TestSupport
import Testing

@Suite struct WrittenActivationsTests {
    /// Constants of single precision in sums of a few products of numbers below 10.
    private static let tolerance = 1e-5

    @Test(arguments: [("gelu", 13), ("gelu", 17), ("gelu_tanh", 17), ("activations", 17)])
    func olderOpsetsHaveThemWrittenOut(_ name: String, _ opset: Int) throws {
        let folder = try TemporaryFolder()
        let golden = try #require(GoldenCase.all.first { $0.file == name })
        var writer = ONNXWriter()
        writer.opset = opset
        try writer.write(ONNXFile(path: golden.path).graph, to: folder.path("a.onnx"))
        let again = try ONNXFile(path: folder.path("a.onnx")).graph
        #expect(!again.nodes.map(\.operation.name).contains { ["Gelu", "Mish"].contains($0) })
        #expect(try golden.difference(of: again) < Self.tolerance)
    }

    @Test(arguments: ["gelu", "gelu_tanh"]) func areRecognizedAgain(_ name: String) throws {
        let golden = try #require(GoldenCase.all.first { $0.file == name })
        let graph = try ONNXFile(path: golden.path).graph
        let again = try ONNXFile(
            bytes: ONNXWriter().bytes(of: graph, place: name), place: name
        ).graph
        #expect(
            try again.recognizingActivations().removingDeadNodes().nodes.map(\.operation)
                == graph.nodes.map(\.operation))
    }
}
