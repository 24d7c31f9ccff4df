import Layers
import Models
import Tensors
import Testing

@Suite struct MobileNetV2Tests {
    /// The channels of a network's first convolution, and the features before the linear layer.
    private func channelCounts(width: Double) throws -> [Int] {
        let shapes = try MobileNetV2(width: width).namedParameters.map(\.parameter.tensor.shape)
        return [shapes[0][0], shapes[shapes.count - 2][1]]
    }

    /// Worked out from torchvision's `_make_divisible`.
    @Test(arguments: [
        (0.1, [8, 1_280]), (0.35, [16, 1_280]), (1.0, [32, 1_280]), (1.4, [48, 1_792]),
    ])
    func hasChannelsInMultiplesOf8(width: Double, counts: [Int]) throws {
        #expect(try channelCounts(width: width) == counts)
    }

    @Test func dropsFeaturesOnlyWhileTraining() throws {
        let network = try MobileNetV2(width: 0.1, classCount: 3, dropout: 1)
        let image = try Tensor.randomNormal([2, 3, 32, 32])
        let bias = try #require(network.namedParameters.last).parameter.tensor
        let dropped: [Float] = try network(image).elements()
        #expect(try dropped == bias.elements() + bias.elements())
        network.setTraining(false)
        #expect(try network(image).elements() != dropped)
    }
}
