import Graphs

extension AwkwardNetwork {
    static let reshaping: [AwkwardNetwork] = [
        AwkwardNetwork("flattened images", ["a.weight 4", "fc1.weight 8"]) { b in
            let x = b.pool(b.relu(try b.conv(b.image(), "a", 3, 4)))
            let y = b.relu(try b.gemm(b.apply(.flatten(axis: 1), x), "fc1", 36, 8))
            return [try b.gemm(y, "fc2", 8, 5)]
        },
        AwkwardNetwork("reshaped images", ["a.weight 4", "fc1.weight 8"]) { b in
            let x = b.pool(b.relu(try b.conv(b.image(), "a", 3, 4)))
            let y = b.relu(try b.gemm(b.reshape(x, [-1, 36]), "fc1", 36, 8))
            return [try b.gemm(y, "fc2", 8, 5)]
        },
        AwkwardNetwork("squeezed", ["a.weight 4"]) { b in
            let x = b.apply(
                .globalAveragePool, b.relu(try b.conv(b.input("x", [1, 3, 6, 6]), "a", 3, 4)))
            return [b.apply(.matMul, b.apply(.squeeze(axes: nil), x), try b.weight("w", [4, 5]))]
        },
        AwkwardNetwork("channels last", ["a.weight 8", "up.weight 12"]) { b in
            let image = b.input("x", ["batch", 6, 6, 3])
            let x = b.apply(.transpose(permutation: [0, 3, 1, 2]), image)
            let y = b.relu(try b.conv(x, "a", 3, 8))
            let last = b.apply(.transpose(permutation: [0, 2, 3, 1]), y)
            let hidden = b.relu(try b.linear(last, "up", 8, 12))
            let z = b.add(last, try b.linear(hidden, "down", 12, 8))
            let mean = b.apply(.reduce(.mean, axes: [1, 2], keepsAxes: false), z)
            return [try b.gemm(mean, "fc", 8, 5)]
        },
        AwkwardNetwork("depth to space", ["a.weight 3", "b.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 12))
            let y = b.apply(.depthToSpace(blockSize: 2, columnRowDepth: false), x)
            return [try b.head(b.relu(try b.conv(y, "b", 3, 4)), 4)]
        },
        AwkwardNetwork("depth to space by columns", ["a.weight 3", "b.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 12))
            let y = b.apply(.depthToSpace(blockSize: 2, columnRowDepth: true), x)
            return [try b.head(b.relu(try b.conv(y, "b", 3, 4)), 4)]
        },
        AwkwardNetwork("space to depth", ["a.weight 3", "b.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 3))
            let y = b.apply(.spaceToDepth(blockSize: 2), x)
            return [try b.head(b.relu(try b.conv(y, "b", 12, 4)), 4)]
        },
        AwkwardNetwork("group norm", ["a.weight 3", "b.weight 4"]) { b in
            let x = try b.conv(b.image(), "a", 3, 6)
            let groups = b.reshape(x, [0, 3, -1])
            let (ones, zeros) = (try b.number(1, count: 3), try b.number(0, count: 3))
            let normal = b.apply(.instanceNormalization(epsilon: 1e-5), groups, ones, zeros)
            let back = b.reshape(normal, [-1, 6, 6, 6])
            let y = b.add(
                b.mul(back, try b.weight("n.weight", [6, 1, 1])), try b.weight("n.bias", [6, 1, 1]))
            return [try b.head(b.relu(try b.conv(b.relu(y), "b", 6, 4)), 4)]
        },
        AwkwardNetwork("sizes from the input", ["a.weight 8", "fc1.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let batch = b.apply(
                .gather(axis: 0), b.apply(.shape(start: 0, end: nil), x), b.integers([0]))
            let shape = b.concat([batch, b.integers([288])], axis: 0)
            let flat = b.apply(.reshape(allowsZero: false), x, shape)
            return [try b.gemm(b.relu(try b.gemm(flat, "fc1", 288, 6)), "fc2", 6, 5)]
        },
        AwkwardNetwork("sizes from channels", ["a.weight 8"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let sizes = b.apply(.shape(start: 0, end: 2), x)
            let shape = b.concat([sizes, b.integers([-1])], axis: 0)
            let flat = b.apply(.reshape(allowsZero: false), x, shape)
            let most = b.apply(.reduce(.max, axes: [2], keepsAxes: false), flat)
            return [try b.gemm(most, "fc", 8, 5)]
        },
        AwkwardNetwork("batch and length together", ["up.weight 8"]) { b in
            let x = b.sequence(6, length: "length")
            let sizes = b.apply(.shape(start: 0, end: 2), x)
            let y = b.relu(
                try b.gemm(
                    b.apply(.reshape(allowsZero: false), x, b.integers([-1, 6])), "up", 6, 8))
            let shape = b.concat([sizes, b.integers([8])], axis: 0)
            let z = b.apply(.reshape(allowsZero: false), y, shape)
            return [try b.linear(z, "down", 8, 5)]
        },
        AwkwardNetwork("added to what is filled in", ["a.weight 8"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let half = try TensorData(b.elementType, numbers: [0.5], shape: [1])
            let filled = b.apply(.constantOfShape(value: half), b.integers([1, 8, 1, 1]))
            return [try b.head(b.mul(x, filled), 8)]
        },
        AwkwardNetwork("expanded", ["a.weight 8"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let one = b.apply(.expand, try b.weight("shift", [1, 1, 1]), b.integers([8, 1, 1]))
            return [try b.head(b.mul(x, one), 8)]
        },
        AwkwardNetwork("tiled", ["a.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            return [try b.head(b.apply(.tile, x, b.integers([1, 3, 1, 1])), 12)]
        },
        AwkwardNetwork("transposed weights", ["w 8"]) { b in
            let x = b.input("x", ["batch", 6])
            let first = b.apply(
                .transpose(permutation: [1, 0]), try b.weight("w", [8, 6]))
            let y = b.relu(b.apply(.matMul, x, first))
            let second = b.apply(
                .transpose(permutation: [1, 0]), try b.weight("v", [5, 8]))
            return [b.apply(.matMul, y, second)]
        },
        AwkwardNetwork("weights on the left", ["w 8"]) { b in
            let x = b.input("x", ["batch", 6, 4])
            let y = b.add(
                b.apply(.matMul, try b.weight("w", [8, 6]), x), try b.weight("shift", [8, 1]))
            return [b.apply(.matMul, try b.weight("v", [5, 8]), b.apply(.unary(.sigmoid), y))]
        },
        AwkwardNetwork("scaled products", ["w 8"]) { b in
            let x = b.input("x", ["batch", 6])
            let first = Gemm(scale: 0.5, biasScale: 2, transposesSecond: true)
            let y = b.apply(
                .gemm(first), x, try b.weight("w", [8, 6]), try b.weight("c", [1, 8]))
            let second = Gemm(scale: 2, biasScale: 0.25, transposesFirst: true)
            let turned = b.apply(.transpose(permutation: [1, 0]), b.apply(.unary(.sigmoid), y))
            return [
                b.apply(.gemm(second), turned, try b.weight("v", [8, 5]), try b.weight("d", [5]))
            ]
        },
        AwkwardNetwork("product with the weights first", ["w 8"]) { b in
            let x = b.input("x", [6, "batch"])
            let y = b.apply(
                .gemm(Gemm()), try b.weight("w", [8, 6]), x, try b.weight("c", [8, 1]))
            let first = Gemm(transposesFirst: true)
            return [
                b.apply(
                    .gemm(first), try b.weight("v", [8, 5]), b.apply(.unary(.sigmoid), y),
                    try b.weight("d", [5, 1]))
            ]
        },
        AwkwardNetwork("a reshape across channels", []) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8, kernel: 1, padding: 0))
            let y = b.reshape(x, [-1, 6, 8, 6])
            return [try b.head(y, 6)]
        },
        AwkwardNetwork("weights in another shape", ["flat 8"]) { b in
            let kernel = b.reshape(try b.weight("flat", [8, 27]), [8, 3, 3, 3])
            let plain = Convolution(
                strides: [1, 1], padding: .explicit([1, 1, 1, 1]), dilations: [1, 1])
            let x = b.apply(.convolution(plain), b.image(), kernel)
            return [try b.head(b.relu(x), 8)]
        },
    ]
}
