public import Layers
public import Tensors

/// The residual network for 32×32 images.
///
/// "Deep Residual Learning for Image Recognition", He, Zhang, Ren and Sun, CVPR 2016,
/// arXiv:1512.03385, section 4.2: three stages of n blocks with 16, 32 and 64 channels, 6n + 2
/// layers. Shortcuts are of the paper's option A: every second pixel, new channels zero.
public final class CIFARResNet: Layer {
    private let conv1: Convolution2D
    private let bn1: BatchNorm2D
    private let layer1: Sequential
    private let layer2: Sequential
    private let layer3: Sequential
    private let linear: Linear

    /// Creates the network with random weights.
    ///
    /// - Parameters:
    ///   - blockCount: n, the blocks in each stage: 3 for ResNet-20, 9 for ResNet-56.
    ///   - inputChannelCount: The channels of the images.
    ///   - classCount: The number of classes.
    /// - Throws: ``TorchError`` if LibTorch cannot make the weights.
    public init(blockCount: Int, inputChannelCount: Int = 3, classCount: Int = 10) throws {
        conv1 = try .threeByThree(inputChannelCount, 16)
        bn1 = try BatchNorm2D(16)
        layer1 = try Self.stage(blockCount, from: 16, to: 16)
        layer2 = try Self.stage(blockCount, from: 16, to: 32)
        layer3 = try Self.stage(blockCount, from: 32, to: 64)
        linear = try Linear(64, classCount)
    }

    /// Maps `[batch, channels, height, width]` to logits `[batch, classes]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        let stem = try bn1(conv1(input), activation: .relu)
        let features = try layer3(layer2(layer1(stem)))
        return try linear(features.mean(along: [2, 3]))
    }

    private static func stage(_ blockCount: Int, from inputCount: Int, to outputCount: Int) throws
        -> Sequential
    {
        Sequential(
            try (0..<blockCount).map { index in
                try Block(inputCount: index == 0 ? inputCount : outputCount, outputCount)
            })
    }
}

/// Two 3×3 convolutions around which the input is added; the first halves the image where the
/// channels double.
private final class Block: Layer {
    let conv1: Convolution2D
    let bn1: BatchNorm2D
    let conv2: Convolution2D
    let bn2: BatchNorm2D
    private let newChannelCount: Int

    init(inputCount: Int, _ outputCount: Int) throws {
        let isWidening = outputCount != inputCount
        conv1 = try .threeByThree(inputCount, outputCount, stride: isWidening ? 2 : 1)
        bn1 = try BatchNorm2D(outputCount)
        conv2 = try .threeByThree(outputCount, outputCount)
        bn2 = try BatchNorm2D(outputCount)
        newChannelCount = outputCount - inputCount
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let inner = try conv2(bn1(conv1(input), activation: .relu))
        return try bn2(inner, adding: shortcut(input), activation: .relu)
    }

    private func shortcut(_ input: Tensor) throws -> Tensor {
        guard newChannelCount > 0 else { return input }
        let before = newChannelCount / 2
        return try input.everySecondPixel()
            .padded([0, 0, 0, 0, before, newChannelCount - before])
    }
}
