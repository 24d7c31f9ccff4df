public import Layers
public import Tensors

/// The residual network for ImageNet.
///
/// "Deep Residual Learning for Image Recognition", He, Zhang, Ren and Sun, CVPR 2016,
/// arXiv:1512.03385, table 1, with shortcuts of option B. Where a bottleneck halves the image, its
/// 3×3 convolution does, not the 1×1 before it: the variant called v1.5, from Goyal et al., 2017,
/// arXiv:1706.02677, section 5.1. For small images the first convolution is 3×3 at stride 1 and
/// no maximum is taken after it, so that an image of 32×32 pixels ends as 4×4.
///
/// Parameters have torchvision's names, `conv1.weight`, …, `layer2.0.downsample.0.weight`, …,
/// `fc.bias`.
public final class ResNet: Layer {
    /// How many layers there are.
    public enum Depth: Int, CaseIterable, Sendable {
        /// 2, 2, 2 and 2 blocks of two 3×3 convolutions.
        case resNet18 = 18

        /// 3, 4, 6 and 3 blocks of two 3×3 convolutions.
        case resNet34 = 34

        /// 3, 4, 6 and 3 bottlenecks: 1×1, 3×3 and 1×1 convolutions.
        case resNet50 = 50
    }

    private let conv1: Convolution2D
    private let bn1: BatchNorm2D
    private let layer1: Sequential
    private let layer2: Sequential
    private let layer3: Sequential
    private let layer4: Sequential
    private let fc: Linear
    private let stem: Stem

    /// Creates the network with random weights.
    ///
    /// - Parameters:
    ///   - depth: How many layers there are.
    ///   - inputChannelCount: The channels of the images.
    ///   - classCount: The number of classes.
    ///   - stem: The size of the images.
    ///   - startsAsIdentity: Whether the last normalisation of every block has scale 0 at first, so
    ///     that the block passes its input on: torchvision's `zero_init_residual`.
    /// - Throws: ``TorchError`` if LibTorch cannot make the weights.
    public init(
        _ depth: Depth, inputChannelCount: Int = 3, classCount: Int = 1_000,
        stem: Stem = .imageNet, startsAsIdentity: Bool = false
    ) throws {
        conv1 =
            switch stem {
            case .imageNet:
                try Convolution2D(
                    inputChannelCount, 64, size: 7, stride: 2, padding: 3, hasBias: false,
                    initialization: .normalFanOut)
            case .smallImages: try .threeByThree(inputChannelCount, 64)
            }
        bn1 = try BatchNorm2D(64)
        layer1 = try depth.stage(0)
        layer2 = try depth.stage(1)
        layer3 = try depth.stage(2)
        layer4 = try depth.stage(3)
        fc = try Linear(depth.outputCount(ofStage: 3), classCount)
        self.stem = stem
        guard startsAsIdentity else { return }
        for block in modules(of: (any ResidualBlock).self) {
            try withoutGradients { try block.lastNorm.weight.tensor.fill(0) }
        }
    }

    /// Maps `[batch, channels, height, width]` to logits `[batch, classes]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        var features = try bn1(conv1(input), activation: .relu)
        if stem == .imageNet { features = try features.maxPool2D(size: 3, stride: 2, padding: 1) }
        features = try layer4(layer3(layer2(layer1(features))))
        return try fc(features.mean(along: [2, 3]))
    }
}

extension ResNet.Depth {
    private var blockCounts: [Int] { self == .resNet18 ? [2, 2, 2, 2] : [3, 4, 6, 3] }

    /// The channels that the blocks of a stage give.
    fileprivate func outputCount(ofStage stage: Int) -> Int {
        (64 << stage) * (self == .resNet50 ? Bottleneck.expansion : 1)
    }

    /// The blocks of a stage, numbered from 0; the first one halves the image in all but the first.
    fileprivate func stage(_ stage: Int) throws -> Sequential {
        let outputCount = outputCount(ofStage: stage)
        return Sequential(
            try (0..<blockCounts[stage]).map { index in
                let isFirst = index == 0
                let inputCount =
                    !isFirst ? outputCount : stage == 0 ? 64 : self.outputCount(ofStage: stage - 1)
                let stride = isFirst && stage > 0 ? 2 : 1
                return self == .resNet50
                    ? try Bottleneck(inputCount, outputCount, stride: stride)
                    : try BasicBlock(inputCount, outputCount, stride: stride)
            })
    }
}
