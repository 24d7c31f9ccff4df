import Graphs

extension AwkwardNetwork {
    static let branching: [AwkwardNetwork] = [
        AwkwardNetwork("dense concatenation", ["a.weight 4", "b.weight 4", "c.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            let y = b.concat([x, b.relu(try b.conv(x, "b", 4, 4))])
            let z = b.concat([y, b.relu(try b.conv(y, "c", 8, 4))])
            return [try b.head(try b.batchNorm(z, "n", 12), 12)]
        },
        AwkwardNetwork("concatenated with itself", ["a.weight 4", "b.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            let y = b.relu(try b.conv(b.concat([x, x]), "b", 8, 6))
            return [try b.head(y, 6)]
        },
        AwkwardNetwork(
            "inception", ["a.weight 6", "one.weight 3", "three.weight 4", "pooled.weight 2"]
        ) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            let pooling = Pooling(
                kernel: [3, 3], strides: [1, 1], padding: .explicit([1, 1, 1, 1]),
                dilations: [1, 1])
            let parts = [
                b.relu(try b.conv(x, "one", 6, 3, kernel: 1)),
                b.relu(try b.conv(x, "three", 6, 4)),
                b.relu(try b.conv(b.apply(.maxPool(pooling), x), "pooled", 6, 2, kernel: 1)),
            ]
            return [try b.head(b.concat(parts), 9)]
        },
        AwkwardNetwork("input beside channels", ["a.weight 6"]) { b in
            let x = b.image()
            let y = b.concat([x, b.relu(try b.conv(x, "a", 3, 6))])
            return [try b.head(y, 9)]
        },
        AwkwardNetwork("squeeze and excite", ["a.weight 8", "se.reduce.weight 4", "b.weight 6"]) {
            b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let y = try b.squeezeAndExcite(x, "se", 8, 4)
            return [try b.head(b.relu(try b.conv(y, "b", 8, 6)), 6)]
        },
        AwkwardNetwork(
            "inverted residual", ["a.weight 4", "up.weight 8", "se.reduce.weight 4"]
        ) { b in
            let x = try b.batchNorm(try b.conv(b.image(), "a", 3, 4), "an", 4)
            let up = b.apply(
                .unary(.hardSwish),
                try b.batchNorm(try b.conv(x, "up", 4, 8, kernel: 1, bias: false), "un", 8))
            let depth = b.apply(
                .unary(.hardSwish),
                try b.batchNorm(
                    try b.conv(up, "depth", 8, 8, groups: 8, bias: false), "dn", 8))
            let gated = try b.squeezeAndExcite(depth, "se", 8, 4)
            let down = try b.batchNorm(
                try b.conv(gated, "down", 8, 4, kernel: 1, bias: false), "n", 4)
            return [try b.head(b.add(x, down), 4)]
        },
        AwkwardNetwork(
            "split into paths", ["a.weight 3", "a.weight#2 5", "b.weight 4", "c.weight 4"]
        ) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let parts = b.split(x, parts: 2, sizes: [3, 5])
            let y = b.concat([
                b.relu(try b.conv(parts[0], "b", 3, 4)), b.relu(try b.conv(parts[1], "c", 5, 4)),
            ])
            return [try b.head(y, 8)]
        },
        AwkwardNetwork("gated halves", ["a.weight 4"]) { b in
            let parts = b.split(try b.conv(b.image(), "a", 3, 8), parts: 2)
            let y = b.mul(parts[0], b.apply(.unary(.sigmoid), parts[1]))
            return [try b.head(y, 4)]
        },
        AwkwardNetwork(
            "shuffled branches",
            ["a.weight 2", "a.weight#2 2", "a.weight#3 4", "u1.a.weight 4", "u2.a.weight 4"]
        ) { b in
            var x = b.relu(try b.conv(b.image(), "a", 3, 8))
            for name in ["u1", "u2"] {
                let parts = b.split(x, parts: 2)
                let y = b.relu(try b.conv(parts[1], "\(name).a", 4, 4, kernel: 1))
                let z = try b.conv(y, "\(name).depth", 4, 4, groups: 4)
                let w = b.relu(try b.conv(z, "\(name).b", 4, 4, kernel: 1))
                let joined = b.reshape(b.concat([parts[0], w]), [-1, 2, 4, 6, 6])
                let mixed = b.apply(.transpose(permutation: [0, 2, 1, 3, 4]), joined)
                x = b.reshape(mixed, [-1, 8, 6, 6])
            }
            return [try b.head(x, 8)]
        },
        AwkwardNetwork("slices", ["a.weight 2", "a.weight#2 4", "a.weight#3 2"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let front = b.apply(.slice, x, b.integers([0]), b.integers([6]), b.integers([1]))
            let back = b.apply(.slice, x, b.integers([-6]), b.integers([100]), b.integers([1]))
            return [
                try b.gemm(
                    b.apply(.flatten(axis: 1), b.apply(.globalMaxPool, front)), "f", 6, 5),
                try b.gemm(b.apply(.flatten(axis: 1), b.apply(.globalMaxPool, back)), "g", 6, 5),
            ]
        },
        AwkwardNetwork("every second channel", ["a.weight 4", "a.weight#2 4", "b.weight 3"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let (axes, steps) = (b.integers([1]), b.integers([2]))
            let even = b.apply(.slice, x, b.integers([0]), b.integers([8]), axes, steps)
            let odd = b.apply(.slice, x, b.integers([1]), b.integers([8]), axes, steps)
            let y = b.relu(try b.conv(even, "b", 4, 3))
            return [try b.head(b.concat([y, odd]), 7)]
        },
        AwkwardNetwork("channels backwards", ["a.weight 6", "b.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            let y = b.apply(
                .slice, x, b.integers([-1]), b.integers([-100]), b.integers([1]),
                b.integers([-1]))
            return [try b.head(b.relu(try b.conv(y, "b", 6, 6)), 6)]
        },
        AwkwardNetwork("residual backwards", ["a.weight 3"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            let y = b.apply(
                .slice, x, b.integers([-1]), b.integers([-100]), b.integers([1]),
                b.integers([-1]))
            return [try b.head(b.add(x, y), 6)]
        },
        AwkwardNetwork("gathered channels", ["a.weight 3", "a.weight#2 1", "a.weight#3 2"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            let y = b.apply(.gather(axis: 1), x, b.integers([4, 1, -6, 1, 3]))
            return [try b.head(y, 5)]
        },
        AwkwardNetwork("channels padded with zeros", ["a.weight 4", "b.weight 8", "c.weight 4"]) {
            b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            let y = b.relu(try b.conv(x, "b", 4, 8, stride: 2))
            let z = try b.conv(y, "c", 8, 8)
            let small = b.apply(
                .slice, x, b.integers([0, 0]), b.integers([6, 6]), b.integers([2, 3]),
                b.integers([2, 2]))
            let wide = b.apply(.pad(.constant), small, b.integers([0, 1, 0, 0, 0, 3, 0, 0]))
            return [try b.head(b.relu(b.add(z, wide)), 8)]
        },
        AwkwardNetwork("pyramid", ["a.weight 4", "b.weight 6", "lb.weight 5", "c.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            let y = b.relu(try b.conv(x, "b", 4, 6, stride: 2))
            b.setNumbers("scales", [1, 1, 2, 2])
            let up = b.apply(
                .resize(Resize(mode: .nearest, coordinates: .asymmetric, rounding: .floor)),
                try b.conv(y, "lb", 6, 5, kernel: 1), nil, "scales")
            let sum = b.add(try b.conv(x, "la", 4, 5, kernel: 1), up)
            return [try b.head(b.relu(try b.conv(sum, "c", 5, 4)), 4)]
        },
        AwkwardNetwork("two outputs", ["a.weight 8", "b.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let early = b.apply(.flatten(axis: 1), b.apply(.globalMaxPool, x))
            let y = b.relu(try b.conv(x, "b", 8, 6))
            return [try b.gemm(early, "early", 8, 4), try b.head(y, 6)]
        },
        AwkwardNetwork("one tower for two images", ["a.weight 6", "b.weight 4"]) { b in
            let (x, y) = (b.image(), b.input("y", ["batch", 3, 6, 6]))
            let features = try b.tower([x, y])
            return [try b.gemm(b.concat(features), "fc", 8, 5)]
        },
        AwkwardNetwork("one convolution twice", ["a.weight 6"]) { b in
            var x = b.relu(try b.conv(b.image(), "a", 3, 6))
            _ = try b.conv(x, "again", 6, 6)
            let first = b.nodes[b.nodes.count - 1]
            for _ in 0..<2 {
                x = b.relu(b.apply(first.operation, x, first.inputs[1], first.inputs[2]))
            }
            return [try b.head(x, 6)]
        },
        AwkwardNetwork("mask from channels", ["b.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            let mean = b.apply(.reduce(.mean, axes: [1], keepsAxes: true), x)
            let most = b.apply(.reduce(.max, axes: [1], keepsAxes: true), x)
            let gate = b.apply(.unary(.sigmoid), try b.conv(b.concat([mean, most]), "g", 2, 1))
            return [try b.head(b.relu(try b.conv(b.mul(x, gate), "b", 6, 4)), 4)]
        },
    ]
}

extension NetworkBuilder {
    /// Numbers of single precision, as scales of a resize are.
    mutating func setNumbers(_ name: String, _ numbers: [Float]) {
        setWeight(name, TensorData(floats: numbers))
    }

    /// The same layers on several images.
    fileprivate mutating func tower(_ images: [String]) throws -> [String] {
        _ = try weight("a.weight", [6, 3, 3, 3])
        _ = try weight("b.weight", [4, 6, 3, 3])
        let plain = Convolution(
            strides: [1, 1], padding: .explicit([1, 1, 1, 1]), dilations: [1, 1])
        return images.map { image in
            let x = relu(apply(.convolution(plain), image, "a.weight"))
            let y = relu(apply(.convolution(plain), x, "b.weight"))
            return apply(.flatten(axis: 1), apply(.globalAveragePool, y))
        }
    }
}
