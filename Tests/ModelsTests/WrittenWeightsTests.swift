import Foundation
import Layers
import Models
import Tensors
import Testing

/// Weights written here are read by PyTorch and torchvision, name by name, and give the same outputs.
@Suite struct WrittenWeightsTests {
    private static let plainPython = ProcessInfo.processInfo.environment["PDP_TORCH_PYTHON"]
    private static let visionPython = ProcessInfo.processInfo.environment["PDP_TORCHVISION_PYTHON"]

    @Test(.enabled(if: plainPython != nil, "PDP_TORCH_PYTHON names no Python with torch"))
    func areReadByPlainPyTorch() throws {
        let python = try #require(Self.plainPython)
        try expectEqual(SmallCNN(), "small-cnn", readBy: python)
        try expectEqual(CIFARResNet(blockCount: 3), "resnet20", readBy: python)
    }

    @Test(
        .enabled(
            if: visionPython != nil, "PDP_TORCHVISION_PYTHON names no Python with torchvision"))
    func areReadByTorchvision() throws {
        let python = try #require(Self.visionPython)
        try expectEqual(ResNet(.resNet18), "resnet18", readBy: python)
        try expectEqual(ResNet(.resNet50), "resnet50", readBy: python)
        try expectEqual(MobileNetV2(), "mobilenet_v2", readBy: python)
    }

    private func expectEqual(_ network: any Layer, _ name: String, readBy python: String) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "weights-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ file: String) -> String {
            folder.appendingPathComponent(file + ".safetensors").path
        }
        try network.stateDictionary(metadata: ["format": "pt"]).write(to: path(name))
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Scripts/golden/check_weights.py").standardizedFileURL
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script.path, name, folder.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "check_weights.py \(name)")
        let pair = try StateDictionary(path: path("\(name)-pair"))
        network.setTraining(false)
        try withoutGradients {
            try expectClose(
                network(#require(pair["input"])), #require(pair["output"]), "\(name)")
        }
    }
}
