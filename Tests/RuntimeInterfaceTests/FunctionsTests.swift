import CRuntime
import Foundation
import Graphs
import ONNXFiles
import RuntimeInterface
import SparseInference
import TestSupport
import Testing

/// The functions as C programs call them.
@Suite struct FunctionsTests {
    private let folder: TemporaryFolder
    private let path: String

    /// Writes a network that adds 1 and doubles `[batch, length]` numbers, and counts the tokens.
    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("net.onnx")
        let shape: [Graphs.Dimension] = ["batch", "length"]
        try ONNXWriter().write(
            Graph(
                inputs: [
                    .init("x", TensorType(.float32, shape)),
                    .init("ids", TensorType(.int64, shape)),
                ], outputs: ["y", "sum"],
                nodes: [
                    Node(.binary(.add), inputs: ["x", "one"], outputs: ["more"]),
                    Node(.binary(.mul), inputs: ["more", "two"], outputs: ["y"]),
                    Node(
                        .reduce(.sum, axes: [1], keepsAxes: false), inputs: ["ids"],
                        outputs: ["sum"]),
                ],
                weights: [
                    "one": TensorData(floats: [1], shape: []),
                    "two": TensorData(floats: [2], shape: []),
                ]), to: path)
    }

    /// Opens a model with `sizes`, or says what was wrong.
    private func open(
        _ path: String?, threads: Int32 = 1, sizes: [(String, Int64)] = [("length", 3)],
        messageSize: Int = 500
    ) -> (model: OpaquePointer?, message: String) {
        var message = [CChar](repeating: 1, count: max(1, messageSize))
        let names = sizes.map { strdup($0.0) }
        defer { names.forEach { free($0) } }
        let list = zip(names, sizes).map { pdp_size(name: $0, value: $1.1) }
        let model = list.withUnsafeBufferPointer { list in
            var options = pdp_options(
                threads: threads, size_count: Int32(list.count), sizes: list.baseAddress)
            return pdp_open(path, &options, &message, messageSize)
        }
        return (model, text(message))
    }

    /// What stands before the zero byte.
    private func text(_ message: [CChar]) -> String {
        String(
            decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func text(_ value: pdp_value) -> String {
        guard let name = value.name, let type = value.type else { return "nothing" }
        let shape = UnsafeBufferPointer(start: value.shape, count: value.rank).map { "\($0)" }
        return
            "\(String(cString: name)) \(String(cString: type))[\(shape.joined(separator: ", "))] "
            + "\(value.byte_count)"
    }

    @Test func saysWhatItTakesAndGives() throws {
        let model = try #require(open(path).model)
        defer { pdp_close(model) }
        #expect(pdp_input_count(model) == 2 && pdp_output_count(model) == 2)
        let values = (0..<3).map { (text(pdp_input(model, $0)), text(pdp_output(model, $0))) }
        #expect(values.map(\.0) == ["x float32[1, 3] 12", "ids int64[1, 3] 24", "nothing"])
        #expect(values.map(\.1) == ["y float32[1, 3] 12", "sum int64[1] 8", "nothing"])
    }

    @Test func computesIntoTheMemoryOfTheCaller() throws {
        let model = try #require(open(path).model)
        defer { pdp_close(model) }
        let (x, ids): ([Float], [Int64]) = ([0, 1, -4.5], [5, 6, 7])
        var (y, sum) = ([Float](repeating: 0, count: 3), [Int64](repeating: 0, count: 1))
        let status = x.withUnsafeBytes { x in
            ids.withUnsafeBytes { ids in
                y.withUnsafeMutableBytes { y in
                    sum.withUnsafeMutableBytes { sum in
                        pdp_predict(
                            model, [x.baseAddress, ids.baseAddress],
                            [y.baseAddress, sum.baseAddress], nil, 0)
                    }
                }
            }
        }
        #expect(status == 0 && y == [2, 4, -7] && sum == [18])
    }

    @Test func takesAPreparedNetwork() throws {
        let prepared = folder.path("net.prepared")
        try PreparedNetwork(
            ONNXFile(path: path).graph,
            options: InferenceOptions(sizes: ["batch": 1, "length": 3])
        ).write(to: prepared)
        let model = try #require(open(prepared, sizes: []).model)
        defer { pdp_close(model) }
        #expect(text(pdp_input(model, 0)) == "x float32[1, 3] 12")
        #expect(
            open(prepared, sizes: [("length", 4)]).message
                == "'\(prepared)' was prepared for length = 3, and 4 is asked for")
    }

    @Test func nullPointersAreRefused() throws {
        #expect(open(nil).message == "the path is a null pointer")
        let model = try #require(open(path).model)
        defer { pdp_close(model) }
        var message = [CChar](repeating: 0, count: 200)
        #expect(pdp_predict(model, [nil, nil], [nil, nil], &message, 200) == 1)
        #expect(text(message) == "input 'x': it is a null pointer")
        #expect(pdp_predict(model, nil, nil, &message, 200) == 1)
        #expect(
            text(message)
                == "the model, the inputs or the outputs are a null pointer")
        pdp_close(nil)
        #expect(pdp_input_count(nil) == 0 && text(pdp_output(nil, 0)) == "nothing")
    }

    @Test func messagesAreCutToTheirRoom() {
        let sentence = "the sizes 'length' of the inputs are free; each needs a number"
        #expect(open(path, sizes: []).message == sentence)
        #expect(open(path, sizes: [], messageSize: 10).message == "the sizes")
        #expect(open(path, sizes: [], messageSize: 0).model == nil)
        #expect(
            open(path, threads: -1).message == "threads is -1; it must be in 1...4096, or 0 for 1")
        #expect(open(folder.path("no.onnx")).message.contains("no.onnx"))
    }

    /// A negative size is an error as any other, and no crash.
    @Test(arguments: [-1, 0, Int64.max]) func impossibleSizesAreRefused(size: Int64) {
        let (model, message) = open(path, sizes: [("length", size)])
        #expect(model == nil && !message.isEmpty, "\(message)")
    }
}
