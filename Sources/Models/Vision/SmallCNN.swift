public import Layers
public import Tensors

/// Four 3×3 convolutions with batch normalisation, global average pooling and a linear layer:
/// about 220,000 weights, for small images. Every convolution but the first halves the image.
public final class SmallCNN: Layer {
    private let conv1: Convolution2D
    private let bn1: BatchNorm2D
    private let conv2: Convolution2D
    private let bn2: BatchNorm2D
    private let conv3: Convolution2D
    private let bn3: BatchNorm2D
    private let conv4: Convolution2D
    private let bn4: BatchNorm2D
    private let fc: Linear

    /// Creates the network with random weights.
    public init(inputChannelCount: Int = 1, classCount: Int = 10) throws {
        conv1 = try .threeByThree(inputChannelCount, 24)
        bn1 = try BatchNorm2D(24)
        conv2 = try .threeByThree(24, 48, stride: 2)
        bn2 = try BatchNorm2D(48)
        conv3 = try .threeByThree(48, 96, stride: 2)
        bn3 = try BatchNorm2D(96)
        conv4 = try .threeByThree(96, 192, stride: 2)
        bn4 = try BatchNorm2D(192)
        fc = try Linear(192, classCount)
    }

    /// Maps `[batch, channels, height, width]` to logits `[batch, classes]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        var x = try bn1(conv1(input), activation: .relu)
        x = try bn2(conv2(x), activation: .relu)
        x = try bn3(conv3(x), activation: .relu)
        x = try bn4(conv4(x), activation: .relu)
        return try fc(x.mean(along: [2, 3]))
    }
}
