import Layers
import Tensors

/// A residual block of two convolutions along time, the second one in groups.
final class Block: Layer {
    private let expand: Convolution
    private let mix: Convolution
    private let norm: GroupNorm

    init(width: Int) throws {
        expand = try Convolution(width, width, windows: Windows([5], padding: .same))
        mix = try Convolution(width, width, windows: Windows([5], padding: .same), groups: 4)
        norm = try GroupNorm(groupCount: 4, width)
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        try norm(input + mix(expand(input).relu())).relu()
    }
}

/// A residual network for signals of any length.
final class SignalNetwork: Layer {
    private let stem: Convolution
    private let blocks: [Block]
    private let head: Linear

    init(channelCount: Int, outputCount: Int, width: Int = 32) throws {
        stem = try Convolution(
            channelCount, width, windows: Windows([7], stride: [2], padding: 3))
        blocks = try (0..<3).map { _ in try Block(width: width) }
        head = try Linear(width, outputCount)
    }

    func callAsFunction(_ input: Tensor) throws -> Tensor {
        let features = try blocks.reduce(stem(input).relu()) { try $1($0) }
        return try head(features.mean(along: [2]))
    }
}
