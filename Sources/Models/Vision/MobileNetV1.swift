public import Layers
public import Tensors

/// The network of depthwise and 1×1 convolutions for phones.
///
/// "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", Howard,
/// Zhu, Chen, Kalenichenko, Wang, Weyand, Andreetto and Adam, 2017, arXiv:1704.04861, table 1. The
/// last depthwise convolution has stride 1, as the sizes in the table ask for, where the table itself
/// says 2. For small images the first convolution has stride 1 as well, so that an image of 32×32
/// pixels ends as 2×2.
///
/// Parameters have the names of the common PyTorch version, a chain of chains and a linear layer:
/// `model.0.0.weight`, …, `fc.bias`.
public final class MobileNetV1: Layer {
    /// What follows a convolution.
    public enum Variant: Sendable {
        /// Batch normalisation and ReLU.
        case standard

        /// Batch normalisation folded into the weight and a bias, then ReLU6; with TensorFlow's
        /// padding. Weights of TensorFlow's network come so for inference.
        case folded
    }

    /// What follows a convolution.
    public let variant: Variant

    private let model: Sequential
    private let fc: Linear

    /// The outputs and the stride of each depthwise convolution and the 1×1 convolution after it.
    private static let blocks = [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1),
        (512, 1), (512, 1), (1_024, 2), (1_024, 1),
    ]

    /// Creates the network with random weights.
    ///
    /// - Parameters:
    ///   - width: The share of the paper's channels in every layer; the paper has 1, 0.75, 0.5 and
    ///     0.25. A layer has at least 8.
    ///   - inputChannelCount: The channels of the images.
    ///   - classCount: The number of classes.
    ///   - stem: The size of the images.
    ///   - variant: What follows a convolution.
    /// - Throws: ``TorchError`` if LibTorch cannot make the weights.
    public init(
        width: Double = 1, inputChannelCount: Int = 3, classCount: Int = 1_000,
        stem: Stem = .imageNet, variant: Variant = .standard
    ) throws {
        self.variant = variant
        func scaled(_ count: Int) -> Int { max(Int(Double(count) * width), 8) }
        var channelCount = scaled(32)
        var blocks = [
            try variant.threeByThree(
                inputChannelCount, channelCount, stride: stem == .imageNet ? 2 : 1)
        ]
        for (outputCount, stride) in Self.blocks {
            blocks.append(
                try variant.depthwise(channelCount, stride: stride)
                    + variant.oneByOne(channelCount, scaled(outputCount)))
            channelCount = scaled(outputCount)
        }
        model = Sequential(blocks.map { Sequential($0) })
        fc = try Linear(channelCount, classCount)
    }

    /// Maps `[batch, channels, height, width]` to logits `[batch, classes]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try fc(model(input).mean(along: [2, 3]))
    }
}

/// The convolutions, each with what follows it.
extension MobileNetV1.Variant {
    fileprivate func threeByThree(_ inputCount: Int, _ outputCount: Int, stride: Int) throws
        -> [any Layer]
    {
        switch self {
        case .standard:
            try normalized(.threeByThree(inputCount, outputCount, stride: stride))
        case .folded:
            padded(try Convolution2D(inputCount, outputCount, size: 3, stride: stride))
        }
    }

    fileprivate func depthwise(_ channelCount: Int, stride: Int) throws -> [any Layer] {
        switch self {
        case .standard:
            try normalized(.depthwise(channelCount, stride: stride))
        case .folded:
            padded(
                try Convolution2D(
                    channelCount, channelCount, size: 3, stride: stride, groups: channelCount))
        }
    }

    fileprivate func oneByOne(_ inputCount: Int, _ outputCount: Int) throws -> [any Layer] {
        switch self {
        case .standard:
            try normalized(.oneByOne(inputCount, outputCount))
        case .folded:
            [try Convolution2D(inputCount, outputCount, size: 1), ReLU6()]
        }
    }

    private func normalized(_ convolution: Convolution2D) throws -> [any Layer] {
        [convolution, try BatchNorm2D(convolution.weight.tensor.shape[0]), ReLU()]
    }

    private func padded(_ convolution: Convolution2D) -> [any Layer] {
        [SamePaddedConvolution2D(convolution), ReLU6()]
    }
}
