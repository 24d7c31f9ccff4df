import Graphs

extension AwkwardNetwork {
    static let convolutional: [AwkwardNetwork] = [
        AwkwardNetwork("unpadded chain", ["a.weight 8", "b.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8, padding: 0))
            return [try b.head(b.relu(try b.conv(x, "b", 8, 6, padding: 0)), 6)]
        },
        AwkwardNetwork("padded with batch norm", ["a.weight 8", "b.weight 6"]) { b in
            let x = b.relu(
                try b.batchNorm(try b.conv(b.image(), "a", 3, 8, bias: false), "an", 8))
            return [try b.head(b.relu(try b.conv(x, "b", 8, 6)), 6)]
        },
        AwkwardNetwork("residual", ["a.weight 8", "b.weight 8"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let y = b.relu(try b.batchNorm(try b.conv(x, "b", 8, 8), "bn", 8))
            let z = try b.batchNorm(try b.conv(y, "c", 8, 8), "cn", 8)
            return [try b.head(b.relu(b.add(x, z)), 8)]
        },
        AwkwardNetwork("residual with projection", ["a.weight 4", "b.weight 8", "c.weight 8"]) {
            b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            let y = b.relu(try b.conv(x, "b", 4, 8, stride: 2))
            let z = try b.conv(y, "c", 8, 8)
            let shortcut = try b.conv(x, "d", 4, 8, kernel: 1, stride: 2)
            return [try b.head(b.relu(b.add(z, shortcut)), 8)]
        },
        AwkwardNetwork("residual around one convolution", ["a.weight 8"]) { b in
            var x = try b.conv(b.image(), "a", 3, 8)
            for name in ["b", "c", "d"] { x = b.add(x, b.relu(try b.conv(x, name, 8, 8))) }
            return [try b.head(x, 8)]
        },
        AwkwardNetwork("depthwise separable", ["a.weight 8", "point.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let depth = b.relu(
                try b.batchNorm(try b.conv(x, "depth", 8, 8, groups: 8, bias: false), "dn", 8))
            return [try b.head(b.relu(try b.conv(depth, "point", 8, 6, kernel: 1)), 6)]
        },
        AwkwardNetwork("depthwise with two outputs each", ["a.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            return [try b.head(b.relu(try b.conv(x, "depth", 4, 8, groups: 4)), 8)]
        },
        AwkwardNetwork("groups", ["a.weight 4", "c.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8, kernel: 1))
            let y = b.relu(try b.conv(x, "b", 8, 12, groups: 4))
            return [try b.head(b.relu(try b.conv(y, "c", 12, 6, kernel: 1)), 6)]
        },
        AwkwardNetwork("groups of the input", ["a.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(4), "a", 4, 8, groups: 2))
            return [try b.head(x, 8)]
        },
        AwkwardNetwork("groups behind a shuffle", ["a.weight 4", "b.weight 2", "c.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8, kernel: 1))
            let y = b.relu(try b.conv(x, "b", 8, 8, kernel: 1, groups: 2))
            let split = b.reshape(y, [-1, 2, 4, 6, 6])
            let mixed = b.apply(.transpose(permutation: [0, 2, 1, 3, 4]), split)
            let z = b.reshape(mixed, [-1, 8, 6, 6])
            return [try b.head(b.relu(try b.conv(z, "c", 8, 8, padding: 0, groups: 2)), 8)]
        },
        AwkwardNetwork("one dimension", ["a.weight 8", "b.weight 6"]) { b in
            let x = b.input("x", ["batch", 3, "length"])
            let y = b.relu(try b.conv(x, "a", 3, 8, rank: 1))
            let z = b.relu(try b.conv(y, "b", 8, 6, rank: 1))
            let mean = b.apply(.reduce(.mean, axes: [-1], keepsAxes: false), z)
            return [try b.gemm(mean, "fc", 6, 5)]
        },
        AwkwardNetwork("transposed convolution", ["a.weight 8", "up.weight 6", "b.weight 4"]) {
            b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let y = b.relu(try b.transposedConv(x, "up", 8, 6))
            return [try b.head(b.relu(try b.conv(y, "b", 6, 4)), 4)]
        },
        AwkwardNetwork("transposed convolution in groups", ["a.weight 2"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            return [try b.head(b.relu(try b.transposedConv(x, "up", 4, 6, groups: 2)), 6)]
        },
        AwkwardNetwork("instance norm", ["a.weight 6"]) { b in
            let x = try b.conv(b.image(), "a", 3, 6)
            let y = b.apply(
                .instanceNormalization(epsilon: 1e-5), x, try b.weight("n.weight", [6]),
                try b.weight("n.bias", [6]))
            return [try b.head(b.relu(y), 6)]
        },
        AwkwardNetwork("batch norm in training", ["a.weight 6"]) { b in
            let x = try b.batchNorm(
                try b.conv(b.image(), "a", 3, 6), "n", 6, isTraining: true)
            return [try b.head(b.relu(x), 6)]
        },
        AwkwardNetwork("slopes per channel", ["a.weight 6", "b.weight 6"]) { b in
            let x = try b.conv(b.image(), "a", 3, 6)
            let y = b.apply(.binary(.pRelu), x, try b.weight("slope", [6, 1, 1]))
            return [try b.head(b.relu(try b.conv(y, "b", 6, 6)), 6)]
        },
        AwkwardNetwork("scale per channel", ["a.weight 6", "b.weight 6"]) { b in
            let x = try b.conv(b.image(), "a", 3, 6)
            let y = b.relu(try b.conv(x, "b", 6, 6))
            let scaled = b.mul(try b.conv(y, "c", 6, 6), try b.weight("gamma", [1, 6, 1, 1]))
            return [try b.head(b.add(x, scaled), 6)]
        },
        AwkwardNetwork("divided per channel", ["a.weight 6"]) { b in
            let x = try b.conv(b.image(), "a", 3, 6)
            let y = b.apply(
                .binary(.div), x, try b.weight("deviation", [6, 1, 1], in: 0.5...1.5))
            return [try b.head(b.relu(y), 6)]
        },
        AwkwardNetwork("sigmoid before padding", ["a.weight 8"], carriers: 1) { b in
            let x = b.apply(.unary(.sigmoid), try b.conv(b.image(), "a", 3, 8))
            return [try b.apply(.globalAveragePool, b.conv(x, "b", 8, 5))]
        },
        AwkwardNetwork("same padding", ["a.weight 8", "b.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let same = Convolution(strides: [2, 2], padding: .sameUpper, dilations: [1, 1])
            let y = b.apply(.convolution(same), x, try b.weight("b.weight", [6, 8, 3, 3]))
            return [try b.head(b.relu(y), 6)]
        },
    ]
}
