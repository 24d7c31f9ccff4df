public import Layers

/// A kind of image classifier that can be made by name.
public struct ImageNetwork: Sendable {
    /// The name in recipes and files.
    public let name: String

    /// One line for people.
    public let summary: String

    /// Makes the network with random weights for images with a number of channels and a number of
    /// classes.
    public let make: @Sendable (_ inputChannelCount: Int, _ classCount: Int) throws -> any Layer

    /// The height and width of the images that the network takes; `nil` for any.
    public var imageSize: Int?

    /// Describes a kind of network.
    public init(
        name: String, summary: String,
        make: @escaping @Sendable (_ inputChannelCount: Int, _ classCount: Int) throws -> any Layer
    ) {
        self.name = name
        self.summary = summary
        self.make = make
    }

    /// Every network of this package.
    public static let all =
        [smallCNN, resNet20, resNet56]
        + resNets + mobileNetsV1 + mobileNetsV2 + visionTransformers

    /// The network called `name`.
    ///
    /// - Throws: ``ModelError/unknownNetwork(name:known:)`` if there is none.
    public static func named(_ name: String) throws -> ImageNetwork {
        guard let network = all.first(where: { $0.name == name }) else {
            throw ModelError.unknownNetwork(name: name, known: all.map(\.name))
        }
        return network
    }

    static let smallCNN = ImageNetwork(
        name: "small-cnn", summary: "four 3×3 convolutions, 220 thousand weights"
    ) { try SmallCNN(inputChannelCount: $0, classCount: $1) }

    static let resNet20 = ImageNetwork(
        name: "resnet20", summary: "residual network for small images, 270 thousand weights"
    ) { try CIFARResNet(blockCount: 3, inputChannelCount: $0, classCount: $1) }

    static let resNet56 = ImageNetwork(
        name: "resnet56", summary: "residual network for small images, 850 thousand weights"
    ) { try CIFARResNet(blockCount: 9, inputChannelCount: $0, classCount: $1) }
}
