import Graphs

extension AwkwardNetwork {
    /// Networks that take means over channels that may go.
    static let averaged: [AwkwardNetwork] = [
        AwkwardNetwork(
            "norms before layers", ["table 8", "at.q.weight 4", "ff.up.weight 12"]
        ) { b in
            let x = try b.embedded(8)
            let y = b.add(
                x,
                try b.attention(
                    try b.layerNorm(x, "n1", 8), "at", width: 8, heads: 4, length: 4))
            let z = b.add(y, try b.feedForward(try b.layerNorm(y, "n2", 8), "ff", 8, 12))
            return [try b.linear(try b.layerNorm(z, "n3", 8), "fc", 8, 5)]
        },
        AwkwardNetwork(
            "norms behind additions", ["table 8", "at.q.weight 4", "ff.up.weight 12"]
        ) { b in
            let x = try b.layerNorm(try b.embedded(8), "n0", 8)
            let y = try b.layerNorm(
                b.add(x, try b.attention(x, "at", width: 8, heads: 4, length: 4)), "n1", 8)
            let z = try b.layerNorm(b.add(y, try b.feedForward(y, "ff", 8, 12)), "n2", 8)
            return [try b.linear(z, "fc", 8, 5)]
        },
        AwkwardNetwork("norms of channels last", ["a.weight 6", "up.weight 10"]) { b in
            let x = try b.conv(b.image(), "a", 3, 6)
            let last = b.apply(
                .transpose(permutation: [0, 2, 3, 1]),
                try b.conv(x, "depth", 6, 6, groups: 6))
            let y = b.apply(
                .gelu(.none), try b.linear(try b.layerNorm(last, "n", 6), "up", 6, 10))
            let z = b.mul(try b.linear(y, "down", 10, 6), try b.weight("layer_scale", [6]))
            let sum = b.add(x, b.apply(.transpose(permutation: [0, 3, 1, 2]), z))
            return [try b.head(sum, 6)]
        },
        AwkwardNetwork("root mean squares", ["table 8", "gate.weight 6"]) { b in
            let x = try b.embedded(8)
            let y = try b.rootMeanSquareNorm(x, "n1", 8)
            let gate = try b.linear(y, "gate", 8, 6, bias: false)
            let swish = b.mul(gate, b.apply(.unary(.sigmoid), gate))
            let hidden = b.mul(swish, try b.linear(y, "up", 8, 6, bias: false))
            let z = b.add(x, try b.linear(hidden, "down", 6, 8, bias: false))
            return [
                try b.linear(try b.rootMeanSquareNorm(z, "n2", 8), "fc", 8, 5, bias: false)
            ]
        },
        AwkwardNetwork("a class token for each example", ["patch.weight 8"]) { b in
            let image = b.image()
            let patch = try b.conv(image, "patch", 3, 8, kernel: 3, stride: 3, padding: 0)
            let flat = b.reshape(patch, [0, 8, 4])
            let tokens = b.apply(.transpose(permutation: [0, 2, 1]), flat)
            let batch = b.apply(.shape(start: 0, end: 1), image)
            let token = b.apply(
                .expand, try b.weight("token", [1, 1, 8]),
                b.concat([batch, b.integers([1, 8])], axis: 0))
            let x = b.add(b.concat([token, tokens]), try b.weight("positions", [1, 5, 8]))
            let first = b.apply(
                .gather(axis: 1), try b.layerNorm(x, "n", 8), b.integers([0], isScalar: true))
            return [try b.gemm(first, "fc", 8, 5)]
        },
        AwkwardNetwork("the first of any number of tokens", ["table 8"]) { b in
            let tokens = b.tokens("x", ["batch", "length"])
            let x = b.apply(.gather(axis: 0), try b.weight("table", [10, 8]), tokens)
            let first = b.apply(
                .slice, try b.layerNorm(x, "n", 8), b.integers([0]), b.integers([1]),
                b.integers([1]))
            return [try b.gemm(b.apply(.flatten(axis: 1), first), "fc", 8, 5)]
        },
        AwkwardNetwork("a norm without a bias", ["table 8"]) { b in
            let norm = b.apply(
                .layerNormalization(axis: 2, epsilon: 1e-5), try b.embedded(8),
                try b.weight("n.weight", [8]))
            return [try b.linear(norm, "fc", 8, 5)]
        },
        AwkwardNetwork("a gate from a mean", ["a.weight 6", "b.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            let mean = b.apply(.reduce(.mean, axes: [1], keepsAxes: true), x)
            let gate = b.apply(.unary(.sigmoid), try b.conv(mean, "g", 1, 1))
            return [try b.head(b.relu(try b.conv(b.mul(x, gate), "b", 6, 4)), 4)]
        },
    ]
}

extension NetworkBuilder {
    /// Four tokens as vectors, with their positions.
    fileprivate mutating func embedded(_ width: Int) throws -> String {
        let tokens = tokens("x", ["batch", 4])
        let x = apply(.gather(axis: 0), try weight("table", [10, width]), tokens)
        return add(x, try weight("positions", [1, 4, width]))
    }

    /// x / √(mean(x²) + ε) · scale.
    fileprivate mutating func rootMeanSquareNorm(
        _ x: String, _ name: String, _ width: Int
    ) throws -> String {
        let squares = apply(.binary(.pow), x, try number(2))
        let mean = apply(.reduce(.mean, axes: [-1], keepsAxes: true), squares)
        let root = apply(.unary(.sqrt), add(mean, try number(1e-5)))
        let scale = try weight("\(name).weight", [width], in: 0.5...1.5)
        return mul(apply(.binary(.div), x, root), scale)
    }
}
