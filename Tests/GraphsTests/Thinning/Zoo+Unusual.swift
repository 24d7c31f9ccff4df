import Graphs

extension AwkwardNetwork {
    static let unusual: [AwkwardNetwork] = [
        AwkwardNetwork("unit length", ["a.weight 6"]) { b in
            let x = try b.conv(b.image(), "a", 3, 6, padding: 0)
            let squares = b.apply(.reduce(.sumOfSquares, axes: [1], keepsAxes: true), x)
            let length = b.apply(.unary(.sqrt), b.add(squares, try b.number(0.1)))
            return [try b.head(b.apply(.binary(.div), x, length), 6)]
        },
        AwkwardNetwork("sum of channels", ["a.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            return [b.apply(.reduce(.sum, axes: [1], keepsAxes: false), x)]
        },
        AwkwardNetwork("mean of channels", ["a.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            return [b.apply(.reduce(.mean, axes: [1], keepsAxes: false), x)]
        },
        AwkwardNetwork("mean of channels and places", []) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            return [b.apply(.reduce(.mean, axes: [1, 2], keepsAxes: false), x)]
        },
        AwkwardNetwork("softmax of channels", []) { b in
            let x = b.apply(.softmax(axis: 1), try b.conv(b.image(), "a", 3, 6))
            return [try b.head(x, 6)]
        },
        AwkwardNetwork("local response", []) { b in
            let x = b.apply(
                .lrn(size: 3, alpha: 0.1, beta: 0.75, bias: 1), try b.conv(b.image(), "a", 3, 6))
            return [try b.head(x, 6)]
        },
        AwkwardNetwork("root mean square", ["up.weight 8"]) { b in
            let x = b.sequence(6)
            let two = try b.number(2)
            let squares = b.apply(.binary(.pow), x, two)
            let mean = b.apply(.reduce(.mean, axes: [-1], keepsAxes: true), squares)
            let root = b.apply(.unary(.sqrt), b.add(mean, try b.number(1e-5)))
            let normal = b.mul(b.apply(.binary(.div), x, root), try b.weight("scale", [6]))
            let y = b.relu(try b.linear(normal, "up", 6, 8))
            return [b.add(x, try b.linear(y, "down", 8, 6))]
        },
        AwkwardNetwork("products of channels", ["a.weight 4"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 4))
            let flat = b.reshape(x, [-1, 4, 36])
            let gram = b.apply(.matMul, flat, b.apply(.transpose(permutation: [0, 2, 1]), flat))
            let rows = b.apply(.reduce(.sumOfSquares, axes: [2], keepsAxes: false), gram)
            return [try b.gemm(rows, "fc", 4, 5)]
        },
        AwkwardNetwork("average that counts padding", ["a.weight 6"]) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            return [try b.head(b.pool(x, average: true, padding: 1), 6)]
        },
        AwkwardNetwork("clipped and cast", ["a.weight 6", "b.weight 4"]) { b in
            let x = b.apply(.clip(minimum: 0, maximum: 6), try b.conv(b.image(), "a", 3, 6))
            let y = b.apply(.cast(to: .float32), x)
            let z = b.apply(.dropout(ratio: 0.5), b.apply(.cast(to: .float64), y))
            return [try b.head(b.relu(try b.conv(z, "b", 6, 4)), 4)]
        },
        AwkwardNetwork("largest of branches", ["a.weight 6"]) { b in
            let x = b.image()
            let y = b.apply(
                .variadic(.max), try b.conv(x, "a", 3, 6), try b.conv(x, "b", 3, 6),
                try b.conv(x, "c", 3, 6))
            return [try b.head(y, 6)]
        },
        AwkwardNetwork("chosen by another branch", ["a.weight 6"]) { b in
            let x = b.image()
            let (y, z) = (try b.conv(x, "a", 3, 6), try b.conv(x, "b", 3, 6))
            let isLarger = b.apply(.binary(.greater), y, z)
            return [try b.head(b.apply(.where, isLarger, y, z), 6)]
        },
        AwkwardNetwork("edges repeated", ["a.weight 6", "b.weight 4"]) { b in
            let x = b.apply(.unary(.sigmoid), try b.conv(b.image(), "a", 3, 6))
            let wide = b.apply(.pad(.reflect), x, b.integers([0, 0, 1, 1, 0, 0, 1, 1]))
            return [try b.head(b.relu(try b.conv(wide, "b", 6, 4, padding: 0)), 4)]
        },
        AwkwardNetwork("several activations", ["a.weight 6", "b.weight 6", "c.weight 6"]) { b in
            let x = b.apply(.unary(.mish), try b.conv(b.image(), "a", 3, 6))
            let y = b.apply(.elu(scale: 1), try b.conv(x, "b", 6, 6))
            let z = b.apply(.leakyRelu(slope: 0.1), try b.conv(y, "c", 6, 6))
            return [try b.head(z, 6)]
        },
        AwkwardNetwork("constants that are not zero", ["a.weight 6", "b.weight 4"], carriers: 1) {
            b in
            let x = b.apply(.unary(.softplus), try b.conv(b.image(), "a", 3, 6))
            let y = b.apply(.unary(.exp), try b.conv(x, "b", 6, 4))
            return [try b.head(y, 4)]
        },
        AwkwardNetwork("outputs of a layer", []) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 6))
            return [x, try b.head(x, 6)]
        },
    ]
}
