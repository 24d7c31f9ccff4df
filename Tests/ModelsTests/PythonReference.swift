import Foundation
import Layers
import Tensors
import Testing

/// A folder that is shared with `Scripts/golden/huggingface.py`, removed with the object.
final class PythonReference {
    /// The Python that has transformers and timm.
    static let python = ProcessInfo.processInfo.environment["PDP_TRANSFORMERS_PYTHON"]

    /// Why tests are skipped without it.
    static let need: Comment = "PDP_TRANSFORMERS_PYTHON names no Python with transformers and timm"

    private let folder: URL
    private let kind: String

    /// Lets Python make a random network of `kind`, a batch and its logits.
    init(_ kind: String) throws {
        self.kind = kind
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try run("make")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The path of a file in the folder.
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// The tensors of a file in the folder.
    func state(_ name: String) throws -> StateDictionary { try StateDictionary(path: path(name)) }

    /// The logits that Python computes with the weights of `network`.
    func logits(of network: any Module) throws -> Tensor {
        try network.stateDictionary(metadata: ["format": "pt"]).write(to: path("model.safetensors"))
        try run("check")
        return try #require(try state("logits.safetensors")["logits"])
    }

    private func run(_ action: String) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Scripts/golden/huggingface.py").standardizedFileURL
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.python))
        process.arguments = [script.path, action, kind, folder.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "huggingface.py \(action) \(kind)")
    }
}
