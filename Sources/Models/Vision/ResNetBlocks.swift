import Layers
import Tensors

/// Convolutions around which their input is added.
protocol ResidualBlock: Layer {
    /// The normalisation before the addition.
    var lastNorm: BatchNorm2D { get }
}

/// Two 3×3 convolutions: the block of ResNet-18 and -34.
final class BasicBlock: ResidualBlock {
    let conv1: Convolution2D
    let bn1: BatchNorm2D
    let conv2: Convolution2D
    let bn2: BatchNorm2D
    let downsample: Sequential?

    init(_ inputCount: Int, _ outputCount: Int, stride: Int) throws {
        conv1 = try .threeByThree(inputCount, outputCount, stride: stride)
        bn1 = try BatchNorm2D(outputCount)
        conv2 = try .threeByThree(outputCount, outputCount)
        bn2 = try BatchNorm2D(outputCount)
        downsample = try .projection(inputCount, outputCount, stride: stride)
    }

    var lastNorm: BatchNorm2D { bn2 }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let inner = try conv2(bn1(conv1(input), activation: .relu))
        return try bn2(inner, adding: downsample?(input) ?? input, activation: .relu)
    }
}

/// A 1×1 convolution to fewer channels, a 3×3 convolution and a 1×1 convolution back: the block of
/// ResNet-50.
final class Bottleneck: ResidualBlock {
    /// How many times more channels the block gives than its 3×3 convolution has.
    static let expansion = 4

    let conv1: Convolution2D
    let bn1: BatchNorm2D
    let conv2: Convolution2D
    let bn2: BatchNorm2D
    let conv3: Convolution2D
    let bn3: BatchNorm2D
    let downsample: Sequential?

    init(_ inputCount: Int, _ outputCount: Int, stride: Int) throws {
        let innerCount = outputCount / Self.expansion
        conv1 = try .oneByOne(inputCount, innerCount)
        bn1 = try BatchNorm2D(innerCount)
        conv2 = try .threeByThree(innerCount, innerCount, stride: stride)
        bn2 = try BatchNorm2D(innerCount)
        conv3 = try .oneByOne(innerCount, outputCount)
        bn3 = try BatchNorm2D(outputCount)
        downsample = try .projection(inputCount, outputCount, stride: stride)
    }

    var lastNorm: BatchNorm2D { bn3 }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let reduced = try bn1(conv1(input), activation: .relu)
        let inner = try conv3(bn2(conv2(reduced), activation: .relu))
        return try bn3(inner, adding: downsample?(input) ?? input, activation: .relu)
    }
}

extension Sequential {
    /// The shortcut of a block that changes the shape, a 1×1 convolution and its normalisation;
    /// `nil` where the shape stays.
    fileprivate static func projection(_ inputCount: Int, _ outputCount: Int, stride: Int) throws
        -> Sequential?
    {
        guard stride > 1 || inputCount != outputCount else { return nil }
        return Sequential([
            try Convolution2D.oneByOne(inputCount, outputCount, stride: stride),
            try BatchNorm2D(outputCount),
        ])
    }
}
