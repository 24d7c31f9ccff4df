import Foundation
import Layers
import Models
import Tensors
import Testing

/// A Python that can import torch, torchvision and safetensors.
private let python = ProcessInfo.processInfo.environment["PDP_TORCHVISION_PYTHON"]

/// Weights of torchvision's networks load by name and give its outputs.
@Suite(.enabled(if: python != nil, "PDP_TORCHVISION_PYTHON names no Python with torchvision"))
struct TorchvisionTests {
    /// Of the largest output, in single precision through fifty layers.
    private static let tolerance = 1e-4

    @Test func givesTheOutputsOfTorchvision() throws {
        let folder = try Self.runReference()
        defer { try? FileManager.default.removeItem(at: folder) }
        try expectEqual(ResNet(.resNet18), "resnet18", in: folder)
        try expectEqual(ResNet(.resNet50), "resnet50", in: folder)
        try expectEqual(MobileNetV2(), "mobilenet_v2", in: folder)
    }

    private func expectEqual(_ network: any Layer, _ name: String, in folder: URL) throws {
        func read(_ name: String) throws -> StateDictionary {
            try StateDictionary(path: folder.appendingPathComponent("\(name).safetensors").path)
        }
        try network.load(read(name), from: "torchvision's \(name)")
        network.setTraining(false)
        let pair = try read("\(name)-pair")
        let input = try #require(pair["input"])
        let wanted = try #require(pair["output"])
        let difference = try withoutGradients {
            try (network(input) - wanted).magnitude().maximum().item()
        }
        #expect(difference <= Self.tolerance * (try wanted.magnitude().maximum().item()), "\(name)")
    }

    /// Returns a folder with what `Scripts/golden/torchvision_reference.py` writes.
    private static func runReference() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "torchvision-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = [
            root.appendingPathComponent("Scripts/golden/torchvision_reference.py").path,
            folder.path,
        ]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "the reference script failed")
        return folder
    }
}
