import Layers
import Models
import Tensors
import Testing

@Suite struct ImageNetworkTests {
    /// The weights of all layers added up. He et al., table 6, have 0.27 and 0.85 million; Touvron
    /// et al., table 1, have 5 and 22 million for 1,000 classes.
    static let parameterCounts = [
        "small-cnn": 220_594, "resnet20": 269_722, "resnet56": 853_018,
        "deit-tiny": 5_526_346, "deit-small": 21_669_514, "deit-tiny-32": 5_362_762,
    ]

    @Test(arguments: ImageNetwork.all) func hasTheParametersOfItsPaper(network: ImageNetwork) throws
    {
        let channelCount = network.name == "small-cnn" ? 1 : 3
        let counts = try network.make(channelCount, 10).namedParameters.map {
            $0.parameter.tensor.count
        }
        #expect(counts.reduce(0, +) == Self.parameterCounts[network.name])
    }

    @Test(arguments: ImageNetwork.all) func givesOneLogitPerClass(network: ImageNetwork) throws {
        for (channelCount, size, classCount) in [(1, 28, 10), (3, 32, 7)] {
            let layer = try network.make(channelCount, classCount)
            let logits = try withoutGradients {
                let size = network.imageSize ?? size
                return try layer(Tensor.zeros([2, channelCount, size, size]))
            }
            #expect(logits.shape == [2, classCount])
        }
    }

    @Test(arguments: ImageNetwork.all) func isFoundByName(network: ImageNetwork) throws {
        #expect(try ImageNetwork.named(network.name).summary == network.summary)
    }

    @Test func hasADistinctName() {
        #expect(Set(ImageNetwork.all.map(\.name)).count == ImageNetwork.all.count)
    }

    @Test func namesTheNetworksThereAre() {
        let error = #expect(throws: ModelError.self) { try ImageNetwork.named("resnet") }
        let names = ImageNetwork.all.map(\.name).joined(separator: ", ")
        #expect(
            error?.description == "there is no network 'resnet'; the networks are \(names)")
    }
}
