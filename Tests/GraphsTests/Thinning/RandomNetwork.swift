import Graphs
import TestSupport

/// Networks of random blocks, from an image to five classes.
enum RandomNetwork {
    /// The network of a seed.
    static func graph(seed: UInt64) throws -> Graph {
        var b = NetworkBuilder(seed: seed)
        var channels = 4 + 4 * b.random(below: 3)
        var x = b.relu(try b.conv(b.image(size: 4), "stem", 3, channels))
        for index in 0..<2 + b.random(below: 3) {
            (x, channels) = try block(&b, x, channels, "block\(index)")
        }
        let output = try b.random(below: 2) == 0 ? tokens(&b, x, channels) : flat(&b, x, channels)
        return b.graph([output])
    }

    private static func activation(_ b: inout NetworkBuilder, _ x: String) -> String {
        switch b.random(below: 4) {
        case 0: b.apply(.unary(.hardSwish), x)
        case 1: b.mul(x, b.apply(.unary(.sigmoid), x))
        case 2: b.apply(.unary(.sigmoid), x)
        default: b.relu(x)
        }
    }

    /// One block; the images keep their size.
    private static func block(
        _ b: inout NetworkBuilder, _ x: String, _ channels: Int, _ name: String
    ) throws -> (String, Int) {
        let other = 4 + 4 * b.random(below: 3)
        switch channels % 2 == 0 ? b.random(below: 8) : b.random(below: 4) {
        case 0:
            let y = try b.conv(x, "\(name).a", channels, other, kernel: 1 + 2 * b.random(below: 2))
            return (activation(&b, try b.batchNorm(y, "\(name).n", other)), other)
        case 1:
            let y = activation(&b, try b.conv(x, "\(name).a", channels, other, bias: false))
            return (b.relu(b.add(x, try b.conv(y, "\(name).b", other, channels))), channels)
        case 2:
            let y = activation(
                &b, try b.conv(x, "\(name).depth", channels, channels, groups: channels))
            return (try b.conv(y, "\(name).point", channels, other, kernel: 1), other)
        case 3:
            let y = activation(&b, try b.conv(x, "\(name).a", channels, other))
            return (b.concat([x, y, x]), 2 * channels + other)
        case 4:
            let parts = b.split(x, parts: 2)
            let y = activation(&b, try b.conv(parts[1], "\(name).a", channels / 2, other))
            return (b.concat([y, parts[0]]), other + channels / 2)
        case 5: return (try b.squeezeAndExcite(x, name, channels, 4), channels)
        case 6:
            let y = try b.conv(x, "\(name).a", channels, other, groups: 2)
            return (activation(&b, y), other)
        default:
            let wide = b.reshape(x, [-1, 2, channels / 2, 4, 4])
            let mixed = b.apply(.transpose(permutation: [0, 2, 1, 3, 4]), wide)
            let y = b.reshape(mixed, [-1, channels, 4, 4])
            return (activation(&b, try b.conv(y, "\(name).a", channels, other)), other)
        }
    }

    /// Flattened, with two linear layers.
    private static func flat(
        _ b: inout NetworkBuilder, _ x: String, _ channels: Int
    ) throws -> String {
        let y = b.apply(.flatten(axis: 1), b.pool(x, average: b.random(below: 2) == 0))
        return try b.gemm(activation(&b, try b.gemm(y, "fc1", channels * 4, 8)), "fc2", 8, 5)
    }

    /// As a sequence, with attention and a feed-forward layer.
    private static func tokens(
        _ b: inout NetworkBuilder, _ x: String, _ channels: Int
    ) throws -> String {
        let flat = b.reshape(x, [-1, channels, 16])
        var y = try b.linear(
            b.apply(.transpose(permutation: [0, 2, 1]), flat), "embed", channels, 8)
        y = b.add(
            y,
            try b.attention(
                y, "attention", width: 8, heads: 4, length: 16,
                keyHeads: 2 + 2 * b.random(below: 2)))
        if b.random(below: 2) == 0 { y = try b.layerNorm(y, "norm", 8) }
        y = b.add(y, try b.feedForward(y, "ff", 8, 12))
        let mean = b.apply(.reduce(.mean, axes: [1], keepsAxes: false), y)
        return try b.gemm(mean, "fc", 8, 5)
    }
}
