import Layers
import Models
import Tensors
import Testing

@Suite struct ResNetTests {
    @Test(arguments: [(ResNet.Depth.resNet18, 8), (.resNet50, 16)])
    func startsWithBlocksThatPassTheirInputOn(depth: ResNet.Depth, blockCount: Int) throws {
        let network = try ResNet(depth, classCount: 2, startsAsIdentity: true)
        let last = depth == .resNet50 ? "bn3.weight" : "bn2.weight"
        let scales = network.namedParameters.filter { $0.parameter.kind == .scale }
        let isZero = try scales.map { try $0.parameter.tensor.magnitude().maximum().item() == 0 }
        #expect(isZero == scales.map { $0.path.hasSuffix(last) })
        #expect(isZero.count { $0 } == blockCount)
    }

    @Test func startsWithoutZeroScales() throws {
        let scales = try ResNet(.resNet18).namedParameters.filter { $0.parameter.kind == .scale }
        #expect(try scales.allSatisfy { try $0.parameter.tensor.minimum().item() == 1 })
    }
}
