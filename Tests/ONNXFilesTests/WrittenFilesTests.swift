import Foundation
import Graphs
import ONNXFiles
import TestSupport
import Testing

@Suite struct WrittenFilesTests {
    private static let python = ProcessInfo.processInfo.environment["PDP_ONNX_PYTHON"]

    @Test(
        .enabled(if: python != nil, "PDP_ONNX_PYTHON names no Python with onnx and onnxruntime"),
        arguments: [13, 17, 20, 22])
    func passTheCheckerAndRunInOnnxruntime(_ opset: Int) throws {
        let folder = try TemporaryFolder()
        var writer = ONNXWriter()
        writer.opset = opset
        writer.writesZerosSparsely = true
        var written = 0
        for golden in GoldenCase.all {
            let graph = try ONNXFile(path: golden.path).graph
            do {
                try writer.write(graph, to: folder.path("\(golden.file).onnx"))
                written += 1
            } catch ONNXError.unsupported(_, let problems) {
                #expect(problems.allSatisfy { $0.contains("; \(opset) was asked for") })
            }
        }
        #expect(written >= GoldenCase.all.count - 5)
        let found = try check(folder.path)
        #expect(found == "\(written)\n")
    }

    /// What the script prints about the files of a folder.
    private func check(_ folder: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/../.."
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [
            root + "/Scripts/golden/check_onnx.py", GoldenCase.folder + "/values.json", folder,
        ]
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }
}
