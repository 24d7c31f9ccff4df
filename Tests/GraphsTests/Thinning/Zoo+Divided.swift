import Graphs

extension AwkwardNetwork {
    /// Networks whose layers share only some of their channels.
    static let divided: [AwkwardNetwork] = [
        AwkwardNetwork(
            "halves and blocks", ["cv1.weight 4", "cv1.weight#2 4", "m0.weight 3", "cv2.weight 6"]
        ) { b in
            let x = b.relu(try b.conv(b.image(), "cv1", 3, 8, kernel: 1))
            let parts = b.split(x, parts: 2)
            let hidden = b.relu(try b.conv(parts[1], "m0", 4, 3))
            let y = b.add(parts[1], b.relu(try b.conv(hidden, "m1", 3, 4)))
            let all = b.concat([parts[0], parts[1], y])
            return [try b.head(b.relu(try b.conv(all, "cv2", 12, 6, kernel: 1)), 6)]
        },
        AwkwardNetwork(
            "three stages with padded shortcuts",
            [
                "stem.weight 4", "a1.weight 4", "b1.weight 8", "b2.weight 4", "c1.weight 16",
                "c2.weight 8",
            ]
        ) { b in
            func block(
                _ x: String, _ name: String, _ from: Int, _ to: Int, _ b: inout NetworkBuilder
            ) throws -> String {
                let isWider = to > from
                let hidden = b.relu(
                    try b.batchNorm(
                        try b.conv(
                            x, "\(name)1", from, to, stride: isWider ? 2 : 1, bias: false),
                        "\(name)n1", to))
                let y = try b.batchNorm(
                    try b.conv(hidden, "\(name)2", to, to, bias: false), "\(name)n2", to)
                guard isWider else { return b.relu(b.add(y, x)) }
                let small = b.apply(
                    .slice, x, b.integers([0, 0]), b.integers([99, 99]), b.integers([2, 3]),
                    b.integers([2, 2]))
                let pads = b.integers([0, (to - from) / 2, 0, 0, 0, (to - from) / 2, 0, 0])
                return b.relu(b.add(y, b.apply(.pad(.constant), small, pads)))
            }
            let stem = b.relu(try b.conv(b.image(size: 8), "stem", 3, 4))
            let x = try block(stem, "a", 4, 4, &b)
            let y = try block(x, "b", 4, 8, &b)
            return [try b.head(try block(y, "c", 8, 16, &b), 16)]
        },
        AwkwardNetwork(
            "units with a shuffle",
            ["a.weight 4", "a.weight#2 4", "one.weight 4"]
        ) { b in
            let x = b.relu(try b.conv(b.image(), "a", 3, 8))
            let halves = b.split(x, parts: 2)
            let one = b.relu(try b.conv(halves[1], "one", 4, 4, kernel: 1))
            let y = b.concat([
                halves[0],
                b.relu(
                    try b.conv(try b.conv(one, "deep", 4, 4, groups: 4), "two", 4, 4, kernel: 1)),
            ])
            let wide = b.reshape(y, [-1, 2, 4, 6, 6])
            let turned = b.apply(.transpose(permutation: [0, 2, 1, 3, 4]), wide)
            return [try b.head(b.reshape(turned, [-1, 8, 6, 6]), 8)]
        },
    ]
}
