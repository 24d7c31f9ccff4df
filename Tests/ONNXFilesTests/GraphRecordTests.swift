import Foundation
import Graphs
import ONNXFiles
import TestSupport
import Testing

/// Graphs in the metadata of files.
@Suite struct GraphRecordTests {
    private let graph = Graph(
        name: "graph",
        inputs: [
            .init("x", TensorType(.float32, ["batch", 3])),
            .init("fc.weight", TensorType(.float32, [5, 3])),
        ], outputs: ["y"],
        nodes: [
            Node(
                .gemm(Gemm(transposesSecond: true)), inputs: ["x", "fc.weight"], outputs: ["z"]),
            Node(.dropout(ratio: 0.25), inputs: ["z"], outputs: ["d"]),
            Node(.unary(.relu), inputs: ["d"], outputs: ["y"]),
        ], weights: [:])

    @Test func areReadAsTheyWere() throws {
        let text = try GraphRecord.text(of: graph)
        let read = try GraphRecord.structure(in: [GraphRecord.key: text], path: "net")
        #expect(read == graph)
    }

    /// Records of version 0.1 are the message itself.
    @Test func areReadWhereTheyAreNotPacked() throws {
        let text = try ONNXWriter().bytes(of: graph, place: "net").base64EncodedString()
        #expect(try GraphRecord.structure(in: [GraphRecord.key: text], path: "net") == graph)
    }

    @Test func areNotInEveryFile() throws {
        #expect(try GraphRecord.structure(in: [:], path: "net") == nil)
    }

    @Test(arguments: [
        ("?", "it is no base64"), ("3:?", "it is no base64"), ("3:", "it is no base64"),
        ("9999999999:eJwDAAAAAAE=", "it cannot be unpacked to 9999999999 bytes"),
        ("0:eJwDAAAAAAE=", "it cannot be unpacked to 0 bytes"),
        ("-1:eJwDAAAAAAE=", "it cannot be unpacked to -1 bytes"),
        ("many:eJwDAAAAAAE=", "it cannot be unpacked to many bytes"),
    ]) func areRefusedWhereTheyAreDamaged(text: String, problem: String) {
        let error = message {
            _ = try GraphRecord.structure(in: [GraphRecord.key: text], path: "net")
        }
        #expect(error?.contains("net (pdp.graph)") == true)
        #expect(error?.contains(problem) == true)
    }
}
