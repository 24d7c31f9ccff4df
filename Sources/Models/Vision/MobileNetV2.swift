public import Layers
public import Tensors

/// The network of inverted residuals for phones.
///
/// "MobileNetV2: Inverted Residuals and Linear Bottlenecks", Sandler, Howard, Zhu, Zhmoginov and
/// Chen, CVPR 2018, arXiv:1801.04381, table 2, with ReLU6. Channels are multiples of 8 at every
/// width, as in the authors' code. For small images the first two halvings are left out, so that an
/// image of 32×32 pixels ends as 4×4.
///
/// Parameters have torchvision's names, `features.0.0.weight`, …, `classifier.1.bias`.
public final class MobileNetV2: Layer {
    private let features: Sequential
    private let classifier: Sequential

    /// Blocks that follow each other: by how much they expand their input, what they give, how many
    /// there are, and the stride of the first.
    private static let stages = [
        (expansion: 1, outputCount: 16, blockCount: 1, stride: 1),
        (expansion: 6, outputCount: 24, blockCount: 2, stride: 2),
        (expansion: 6, outputCount: 32, blockCount: 3, stride: 2),
        (expansion: 6, outputCount: 64, blockCount: 4, stride: 2),
        (expansion: 6, outputCount: 96, blockCount: 3, stride: 1),
        (expansion: 6, outputCount: 160, blockCount: 3, stride: 2),
        (expansion: 6, outputCount: 320, blockCount: 1, stride: 1),
    ]

    /// Creates the network with random weights.
    ///
    /// - Parameters:
    ///   - width: The share of the paper's channels in every layer; the last convolution has at
    ///     least the paper's 1,280.
    ///   - inputChannelCount: The channels of the images.
    ///   - classCount: The number of classes.
    ///   - stem: The size of the images.
    ///   - dropout: The probability with which a feature is dropped before the linear layer.
    /// - Throws: ``TorchError`` if LibTorch cannot make the weights.
    public init(
        width: Double = 1, inputChannelCount: Int = 3, classCount: Int = 1_000,
        stem: Stem = .imageNet, dropout: Double = 0.2
    ) throws {
        var keptSizes = stem == .smallImages ? 2 : 0
        func stride(_ stride: Int) -> Int {
            guard stride > 1, keptSizes > 0 else { return stride }
            keptSizes -= 1
            return 1
        }
        var channelCount = multipleOf8(32 * width)
        var layers: [any Layer] = [
            try normalized(.threeByThree(inputChannelCount, channelCount, stride: stride(2)))
        ]
        for stage in Self.stages {
            let outputCount = multipleOf8(Double(stage.outputCount) * width)
            let firstStride = stride(stage.stride)
            for index in 0..<stage.blockCount {
                layers.append(
                    try InvertedResidual(
                        channelCount, outputCount, expansion: stage.expansion,
                        stride: index == 0 ? firstStride : 1))
                channelCount = outputCount
            }
        }
        let featureCount = multipleOf8(1_280 * max(width, 1))
        layers.append(try normalized(.oneByOne(channelCount, featureCount)))
        features = Sequential(layers)
        classifier = Sequential([Dropout(dropout), try Linear(featureCount, classCount)])
    }

    /// Maps `[batch, channels, height, width]` to logits `[batch, classes]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try classifier(features(input).mean(along: [2, 3]))
    }
}

/// A 1×1 convolution that adds channels, a depthwise one, and a 1×1 convolution without activation
/// that removes them, around which the input is added where it has the same shape.
private final class InvertedResidual: Layer {
    let conv: Sequential
    private let isResidual: Bool

    init(_ inputCount: Int, _ outputCount: Int, expansion: Int, stride: Int) throws {
        let expandedCount = inputCount * expansion
        var layers: [any Layer] = []
        if expansion > 1 { layers.append(try normalized(.oneByOne(inputCount, expandedCount))) }
        layers += [
            try normalized(.depthwise(expandedCount, stride: stride)),
            try Convolution2D.oneByOne(expandedCount, outputCount), try BatchNorm2D(outputCount),
        ]
        conv = Sequential(layers)
        isResidual = stride == 1 && inputCount == outputCount
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        try conv(input, adding: isResidual ? input : nil)
    }
}

/// A convolution with batch normalisation and ReLU6.
private func normalized(_ convolution: Convolution2D) throws -> Sequential {
    Sequential([convolution, try BatchNorm2D(convolution.weight.tensor.shape[0]), ReLU6()])
}

/// The multiple of 8 nearest to a number of channels, at least 8 and never below 90 % of it.
///
/// Source: `_make_divisible` in the authors' code and in torchvision.
private func multipleOf8(_ count: Double) -> Int {
    let nearest = max(Int(count + 4) / 8 * 8, 8)
    return Double(nearest) < 0.9 * count ? nearest + 8 : nearest
}
