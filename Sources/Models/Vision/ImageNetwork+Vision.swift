/// The networks of ImageNet, each also with a stem for small images.
extension ImageNetwork {
    static let resNets = [
        resNet(.resNet18, .imageNet, weights: "11.7 million"),
        resNet(.resNet18, .smallImages, weights: "11.2 million"),
        resNet(.resNet34, .imageNet, weights: "21.8 million"),
        resNet(.resNet34, .smallImages, weights: "21.3 million"),
        resNet(.resNet50, .imageNet, weights: "25.6 million"),
        resNet(.resNet50, .smallImages, weights: "23.5 million"),
    ]

    /// The names of the networks whose convolutions have their batch norm folded in.
    public static let withFoldedBatchNorm = ["mobilenet-v1-folded"]

    static let mobileNetsV1 = [
        mobileNetV1(width: 1, .imageNet, weights: "4.2 million"),
        mobileNetV1(width: 0.5, .imageNet, weights: "1.3 million"),
        mobileNetV1(width: 0.25, .imageNet, weights: "470 thousand"),
        ImageNetwork(
            name: "mobilenet-v1-folded",
            summary:
                "depthwise convolutions for 1,000 classes of 224×224 images, batch norm folded "
                + "in as in TensorFlow's files, 4.2 million weights"
        ) { try MobileNetV1(inputChannelCount: $0, classCount: $1, variant: .folded) },
        mobileNetV1(width: 1, .smallImages, weights: "3.2 million"),
        mobileNetV1(width: 0.5, .smallImages, weights: "820 thousand"),
        mobileNetV1(width: 0.25, .smallImages, weights: "220 thousand"),
    ]

    static let mobileNetsV2 = [
        mobileNetV2(width: 1, .imageNet, weights: "3.5 million"),
        mobileNetV2(width: 0.5, .imageNet, weights: "2.0 million"),
        mobileNetV2(width: 1, .smallImages, weights: "2.2 million"),
        mobileNetV2(width: 0.5, .smallImages, weights: "700 thousand"),
    ]

    private static func resNet(_ depth: ResNet.Depth, _ stem: Stem, weights: String) -> Self {
        ImageNetwork(
            name: "resnet\(depth.rawValue)\(stem.suffix)",
            summary: "residual network for \(stem.images), \(weights) weights"
        ) { try ResNet(depth, inputChannelCount: $0, classCount: $1, stem: stem) }
    }

    private static func mobileNetV1(width: Double, _ stem: Stem, weights: String) -> Self {
        ImageNetwork(
            name: "mobilenet-v1\(suffix(width))\(stem.suffix)",
            summary: "depthwise convolutions for \(stem.images), \(weights) weights"
        ) { try MobileNetV1(width: width, inputChannelCount: $0, classCount: $1, stem: stem) }
    }

    private static func mobileNetV2(width: Double, _ stem: Stem, weights: String) -> Self {
        ImageNetwork(
            name: "mobilenet-v2\(suffix(width))\(stem.suffix)",
            summary: "inverted residuals for \(stem.images), \(weights) weights"
        ) { try MobileNetV2(width: width, inputChannelCount: $0, classCount: $1, stem: stem) }
    }

    private static func suffix(_ width: Double) -> String { width == 1 ? "" : "-\(width)" }
}

extension Stem {
    fileprivate var suffix: String { self == .imageNet ? "" : "-cifar" }

    /// The images, and the classes that weights are counted with.
    fileprivate var images: String {
        switch self {
        case .imageNet: "1,000 classes of 224×224 images"
        case .smallImages: "10 classes of 32×32 images"
        }
    }
}
