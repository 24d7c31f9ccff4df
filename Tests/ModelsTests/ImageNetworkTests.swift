import Layers
import Models
import Tensors
import Testing

@Suite struct ImageNetworkTests {
    /// The weights of all layers added up, for 1,000 classes in the networks of ImageNet and 10 in
    /// the others. He et al., table 6, have 0.27 and 0.85 million for ResNet-20 and -56; Howard et
    /// al., table 6, have 4.2, 1.3 and 0.5 million; torchvision's ResNets and MobileNet-v2 have the
    /// same numbers. Touvron et al., table 1, have 5 and 22 million for the transformers.
    static let parameterCounts = [
        "small-cnn": 220_594, "resnet20": 269_722, "resnet56": 853_018,
        "resnet18": 11_689_512, "resnet34": 21_797_672, "resnet50": 25_557_032,
        "resnet18-cifar": 11_173_962, "resnet34-cifar": 21_282_122, "resnet50-cifar": 23_520_842,
        "mobilenet-v1": 4_231_976, "mobilenet-v1-0.5": 1_331_592, "mobilenet-v1-0.25": 470_072,
        "mobilenet-v1-folded": 4_221_032, "mobilenet-v1-cifar": 3_217_226,
        "mobilenet-v1-0.5-cifar": 823_722,
        "mobilenet-v1-0.25-cifar": 215_642,
        "mobilenet-v2": 3_504_872, "mobilenet-v2-0.5": 1_968_680,
        "mobilenet-v2-cifar": 2_236_682, "mobilenet-v2-0.5-cifar": 700_490,
        "deit-tiny": 5_526_346, "deit-small": 21_669_514, "deit-tiny-32": 5_362_762,
    ]

    /// The number of classes that weights are counted with.
    private func usualClassCount(_ network: ImageNetwork) -> Int {
        network.summary.contains("1,000 classes") ? 1_000 : 10
    }

    @Test(arguments: ImageNetwork.all) func hasTheParametersOfItsPaper(network: ImageNetwork) throws
    {
        let channelCount = network.name == "small-cnn" ? 1 : 3
        let classCount = usualClassCount(network)
        let counts = try network.make(channelCount, classCount).namedParameters.map {
            $0.parameter.tensor.count
        }
        #expect(counts.reduce(0, +) == Self.parameterCounts[network.name])
    }

    @Test(arguments: ImageNetwork.all) func saysHowManyWeightsItHas(network: ImageNetwork) throws {
        let words = network.summary.split(separator: " ")
        let units = ["thousand": 1_000.0, "million": 1_000_000]
        let unit = try #require(units[String(words[words.count - 2])])
        let said = try #require(Double(words[words.count - 3])) * unit
        let count = Double(try #require(Self.parameterCounts[network.name]))
        #expect(abs(said - count) <= 0.025 * count)
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
