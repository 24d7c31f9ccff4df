import Foundation
import Graphs
import ONNXFiles
import SparseInference
import TestSupport
import Testing

@Suite struct OnnxruntimeTests {
    private static let python = ProcessInfo.processInfo.environment["PDP_ONNX_PYTHON"]

    /// A case as Scripts/golden/check_onnx.py reads it.
    private struct Case: Encodable {
        struct Value: Encodable {
            let name: String
            let shape: [Int]
            let numbers: [Double]
        }
        let file: String
        let inputs: [Value]
        let outputs: [Value]
    }

    @Test(.enabled(if: python != nil, "PDP_ONNX_PYTHON names no Python with onnx and onnxruntime"))
    func computesTheSameAsOurs() throws {
        let folder = try TemporaryFolder()
        let networks = [
            "residual": SampleNetworks.residual().binding(["batch": 2]),
            "separable": SampleNetworks.separable(),
            "encoder": SampleNetworks.encoder(batch: 2, takesWords: false),
        ]
        let cases = try networks.sorted { $0.key < $1.key }.map { name, graph in
            try ONNXWriter().write(graph, to: folder.path("\(name).onnx"))
            let inputs = try randomInputs(of: graph, seed: 5)
            let outputs = try InferenceModel(folder.path("\(name).onnx")).predict(inputs)
            return Case(file: name, inputs: values(inputs), outputs: values(outputs))
        }
        let path = folder.path("values.json")
        try JSONEncoder().encode(cases).write(to: URL(fileURLWithPath: path))
        #expect(try check(path, folder.path) == "3\n")
    }

    private func values(_ tensors: [String: TensorData]) -> [Case.Value] {
        tensors.map { Case.Value(name: $0.key, shape: $0.value.shape, numbers: $0.value.numbers) }
    }

    /// What the script prints about the files of a folder.
    private func check(_ values: String, _ folder: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../.."
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [root + "/Scripts/golden/check_onnx.py", values, folder]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
