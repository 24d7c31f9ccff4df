import Foundation
import Layers
import Models
import Tensors
import Testing

/// Networks that their author published, in the folder `weights` of those that `PDP_TEST_DATA`
/// names: https://github.com/akamaster/pytorch_resnet_cifar10.
private func realPath(_ name: String) -> String? {
    guard let folder = ProcessInfo.processInfo.environment["PDP_TEST_DATA"] else { return nil }
    let path = folder + "/weights/" + name
    return FileManager.default.fileExists(atPath: path) ? path : nil
}

@Suite struct PublishedWeightsTests {
    @Test(
        .enabled(
            if: realPath("resnet20-12fca82f.th") != nil,
            "PDP_TEST_DATA names no folder with weights"),
        arguments: [("resnet20-12fca82f.th", 20, 269_722), ("resnet56-4bfd9763.th", 56, 853_018)])
    func fitTheResidualNetworks(name: String, depth: Int, weightCount: Int) throws {
        let path = try #require(realPath(name))
        let network = try CIFARResNet(blockCount: (depth - 2) / 6)
        let state = try StateDictionary(path: path)
        #expect(throws: LayerError.self) { try network.load(state, from: "'\(path)'") }
        let report = try network.load(state, from: "'\(path)'", allowing: .missingBatchCounts)
        // All but the last layer have a normalization, whose count of batches is not in the file.
        #expect(report.missing.count == depth - 1 && report.loaded.count == 5 * depth - 3)
        #expect(report.unexpected.isEmpty && report.wrongShape.isEmpty)
        #expect(report.converted.isEmpty)
        #expect(network.namedParameters.reduce(0) { $0 + $1.parameter.tensor.count } == weightCount)
        for (name, tensor) in try network.stateDictionary().tensors {
            guard let read = state[name] else { continue }
            #expect(try tensor.isEqual(to: read).converted(to: .float32).mean().item() == 1)
        }
    }

    @Test(
        .enabled(
            if: realPath("resnet20-12fca82f.th") != nil,
            "PDP_TEST_DATA names no folder with weights"))
    func keepTheirFeaturesForOtherClasses() throws {
        let path = try #require(realPath("resnet20-12fca82f.th"))
        let network = try CIFARResNet(blockCount: 3, classCount: 100)
        let report = try network.load(
            StateDictionary(path: path), allowing: [.missingBatchCounts, .wrongShape])
        #expect(report.wrongShape.map(\.name) == ["linear.weight", "linear.bias"])
    }
}
