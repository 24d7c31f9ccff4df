import Foundation
import TensorFiles
import Testing

/// A network that its author published, in the folder `weights` of those that `PDP_TEST_DATA`
/// names: ResNet-20 for CIFAR-10, https://github.com/akamaster/pytorch_resnet_cifar10.
private let realPath: String? = {
    guard let folder = ProcessInfo.processInfo.environment["PDP_TEST_DATA"] else { return nil }
    let path = folder + "/weights/resnet20-12fca82f.th"
    return FileManager.default.fileExists(atPath: path) ? path : nil
}()

@Suite struct RealFileTests {
    /// The values are those that `torch.load` of PyTorch 2.13 gives.
    @Test(.enabled(if: realPath != nil, "PDP_TEST_DATA names no folder with weights"))
    func readsAPublishedLegacyFile() throws {
        let file = try PyTorchFile(path: try #require(realPath))
        #expect(file.stateKey == "state_dict" && file.otherStateKeys == [])
        #expect(file.entries.count == 97)
        #expect(file.entries.reduce(0) { $0 + $1.elementCount } == 271_098)
        #expect(file.names.prefix(2) == ["module.conv1.weight", "module.bn1.weight"])
        #expect(try file.entry("module.layer2.0.conv1.weight").shape == [32, 16, 3, 3])
        #expect(
            try file.floats(of: "module.conv1.weight").prefix(3) == [
                -0.138181462883949, -0.162417680025101, 0.820738315582275,
            ])
        let sum = try file.names.flatMap { try file.floats(of: $0) }.reduce(0.0) { $0 + Double($1) }
        // A sum of 271,098 numbers, the largest about 100, in another order.
        #expect(abs(sum - 139.7826495598208) < 1e-8)
    }
}
