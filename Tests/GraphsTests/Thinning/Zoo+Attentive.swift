import Graphs

extension AwkwardNetwork {
    static let attentive: [AwkwardNetwork] = [
        AwkwardNetwork("feed-forward", ["ff.up.weight 12"]) { b in
            let x = b.sequence(8)
            let y = try b.layerNorm(b.add(x, try b.feedForward(x, "ff", 8, 12)), "n", 8)
            return [try b.linear(y, "fc", 8, 5)]
        },
        AwkwardNetwork("gated feed-forward", ["gate.weight 6"]) { b in
            let x = b.sequence(8)
            let gate = try b.linear(x, "gate", 8, 6, bias: false)
            let swish = b.mul(gate, b.apply(.unary(.sigmoid), gate))
            let y = b.mul(swish, try b.linear(x, "up", 8, 6, bias: false))
            return [try b.linear(y, "down", 6, 5, bias: false)]
        },
        AwkwardNetwork("attention", ["at.q.weight 4"]) { b in
            let x = b.sequence(8)
            let y = b.add(x, try b.attention(x, "at", width: 8, heads: 4, length: 4))
            return [try b.linear(try b.layerNorm(y, "n", 8), "fc", 8, 5)]
        },
        AwkwardNetwork("attention with groups of keys", ["at.q.weight 2"]) { b in
            let x = b.sequence(8)
            let y = try b.attention(x, "at", width: 8, heads: 4, length: 4, keyHeads: 2)
            return [try b.layerNorm(b.add(x, y), "n", 8)]
        },
        AwkwardNetwork("attention with one head of keys", []) { b in
            let x = b.sequence(8)
            let size = 2
            func split(_ x: String, _ count: Int, _ b: inout NetworkBuilder) -> String {
                b.apply(
                    .transpose(permutation: [0, 2, 1, 3]), b.reshape(x, [-1, 4, count, size]))
            }
            let q = split(try b.linear(x, "at.q", 8, 8), 4, &b)
            let k = split(try b.linear(x, "at.k", 8, 2), 1, &b)
            let v = split(try b.linear(x, "at.v", 8, 2), 1, &b)
            let scores = b.apply(.matMul, q, b.apply(.transpose(permutation: [0, 1, 3, 2]), k))
            let mixed = b.apply(.matMul, b.apply(.softmax(axis: 3), scores), v)
            let joined = b.reshape(
                b.apply(.transpose(permutation: [0, 2, 1, 3]), mixed), [-1, 4, 8])
            return [try b.linear(joined, "out", 8, 5)]
        },
        AwkwardNetwork("packed attention", ["qkv.weight 4"]) { b in
            let x = b.sequence(8)
            let packed = b.reshape(try b.linear(x, "qkv", 8, 24), [-1, 4, 3, 4, 2])
            let turned = b.apply(.transpose(permutation: [2, 0, 3, 1, 4]), packed)
            let parts = (0..<3).map { index -> String in
                let place = b.integers([index], isScalar: true)
                return b.apply(.gather(axis: 0), turned, place)
            }
            let scores = b.apply(
                .matMul, parts[0], b.apply(.transpose(permutation: [0, 1, 3, 2]), parts[1]))
            let mixed = b.apply(.matMul, b.apply(.softmax(axis: -1), scores), parts[2])
            let joined = b.reshape(
                b.apply(.transpose(permutation: [0, 2, 1, 3]), mixed), [-1, 4, 8])
            return [try b.linear(joined, "out", 8, 5)]
        },
        AwkwardNetwork("packed attention, split", ["qkv.weight 4"]) { b in
            let x = b.sequence(8)
            let parts = b.split(try b.linear(x, "qkv", 8, 24), axis: -1, parts: 3).map { part in
                b.apply(.transpose(permutation: [0, 2, 1, 3]), b.reshape(part, [-1, 4, 4, 2]))
            }
            let scores = b.apply(
                .matMul, parts[0], b.apply(.transpose(permutation: [0, 1, 3, 2]), parts[1]))
            let mixed = b.apply(.matMul, b.apply(.softmax(axis: -1), scores), parts[2])
            let joined = b.reshape(
                b.apply(.transpose(permutation: [0, 2, 1, 3]), mixed), [-1, 4, 8])
            return [try b.linear(joined, "out", 8, 5)]
        },
        AwkwardNetwork("one head", ["q.weight 6", "v.weight 7"]) { b in
            let x = b.sequence(8)
            let q = try b.linear(x, "q", 8, 6)
            let k = try b.linear(x, "k", 8, 6)
            let v = try b.linear(x, "v", 8, 7)
            let scores = b.apply(.matMul, q, b.apply(.transpose(permutation: [0, 2, 1]), k))
            let mixed = b.apply(.matMul, b.apply(.softmax(axis: -1), scores), v)
            return [try b.linear(mixed, "out", 7, 5)]
        },
        AwkwardNetwork("attention of any length", ["q.weight 4"]) { b in
            let x = b.sequence(8, length: "length")
            let sizes = b.apply(.shape(start: 0, end: 2), x)
            func split(_ x: String, _ b: inout NetworkBuilder) -> String {
                let shape = b.concat([sizes, b.integers([4, 2])], axis: 0)
                return b.apply(
                    .transpose(permutation: [0, 2, 1, 3]),
                    b.apply(.reshape(allowsZero: false), x, shape))
            }
            let q = split(try b.linear(x, "q", 8, 8), &b)
            let v = split(try b.linear(x, "v", 8, 8), &b)
            let scores = b.apply(.matMul, q, b.apply(.transpose(permutation: [0, 1, 3, 2]), q))
            let mixed = b.apply(.matMul, b.apply(.softmax(axis: -1), scores), v)
            let shape = b.concat([sizes, b.integers([8])], axis: 0)
            let joined = b.apply(
                .reshape(allowsZero: false), b.apply(.transpose(permutation: [0, 2, 1, 3]), mixed),
                shape)
            return [try b.linear(joined, "out", 8, 5)]
        },
        AwkwardNetwork("heads beside the batch", ["qkv.weight 4"]) { b in
            let x = b.sequence(8)
            let turned = b.apply(.transpose(permutation: [1, 0, 2]), x)
            let sizes = b.apply(.shape(start: 0, end: 1), x)
            let heads = b.apply(.binary(.mul), sizes, b.integers([4]))
            let shape = b.concat([b.integers([4]), heads, b.integers([2])], axis: 0)
            let parts = b.split(try b.linear(turned, "qkv", 8, 24), axis: 2, parts: 3).map { part in
                b.apply(
                    .transpose(permutation: [1, 0, 2]),
                    b.apply(.reshape(allowsZero: false), part, shape))
            }
            let scores = b.apply(
                .matMul, parts[0], b.apply(.transpose(permutation: [0, 2, 1]), parts[1]))
            let mixed = b.apply(.matMul, b.apply(.softmax(axis: -1), scores), parts[2])
            let back = b.reshape(b.apply(.transpose(permutation: [1, 0, 2]), mixed), [4, -1, 8])
            return [try b.linear(b.apply(.transpose(permutation: [1, 0, 2]), back), "out", 8, 5)]
        },
        AwkwardNetwork("masked attention", ["q.weight 2"]) { b in
            let x = b.sequence(8)
            func split(_ name: String, _ b: inout NetworkBuilder) throws -> String {
                b.apply(
                    .transpose(permutation: [0, 2, 1, 3]),
                    b.reshape(try b.linear(x, name, 8, 8), [0, 0, 2, 4]))
            }
            let (q, k) = (try split("q", &b), try split("k", &b))
            let v = try split("v", &b)
            let scores = b.apply(.matMul, q, b.apply(.transpose(permutation: [0, 1, 3, 2]), k))
            let causal = (0..<16).map { $0 % 4 > $0 / 4 ? 0 : 1 }
            b.setWeight("causal", try TensorData(.bool, integers: causal, shape: [1, 1, 4, 4]))
            let mask = b.apply(.expand, "causal", b.integers([1, 2, 4, 4]))
            let masked = b.apply(.where, mask, scores, try b.number(-1e9))
            let weights = b.apply(.softmax(axis: -1), masked)
            let safe = b.apply(.where, b.apply(.unary(.isNaN), weights), try b.number(0), weights)
            let mixed = b.apply(.matMul, safe, v)
            let joined = b.reshape(
                b.apply(.transpose(permutation: [0, 2, 1, 3]), mixed), [0, 0, -1])
            return [try b.linear(joined, "out", 8, 5)]
        },
        AwkwardNetwork("tied embeddings", ["embedding 6", "up.weight 8"]) { b in
            let tokens = b.tokens("x", ["batch", "length"])
            let table = try b.weight("embedding", [10, 6])
            let x = b.apply(.gather(axis: 0), table, tokens)
            let hidden = b.relu(try b.linear(x, "up", 6, 8))
            let y = b.add(x, try b.linear(hidden, "down", 8, 6))
            return [b.apply(.matMul, y, b.apply(.transpose(permutation: [1, 0]), table))]
        },
        AwkwardNetwork("embeddings with positions", ["table 6"]) { b in
            let tokens = b.tokens("x", ["batch", 4])
            let x = b.apply(.gather(axis: 0), try b.weight("table", [10, 6]), tokens)
            let y = b.add(x, try b.weight("positions", [1, 4, 6]))
            return [try b.linear(y, "fc", 6, 5)]
        },
        AwkwardNetwork("patches with a class token", ["patch.weight 8"]) { b in
            let patch = try b.conv(
                b.input("x", [1, 3, 6, 6]), "patch", 3, 8, kernel: 3, stride: 3, padding: 0)
            let flat = b.reshape(patch, [1, 8, 4])
            let tokens = b.apply(.transpose(permutation: [0, 2, 1]), flat)
            let all = b.concat([try b.weight("token", [1, 1, 8]), tokens])
            let x = b.add(all, try b.weight("positions", [1, 5, 8]))
            let scores = b.apply(.matMul, x, b.apply(.transpose(permutation: [0, 2, 1]), x))
            let mixed = b.apply(.matMul, b.apply(.softmax(axis: -1), scores), x)
            let first = b.apply(.gather(axis: 1), mixed, b.integers([0], isScalar: true))
            return [try b.gemm(first, "fc", 8, 5)]
        },
        AwkwardNetwork("mixed tokens", ["t1 6", "c1.weight 10"]) { b in
            let x = b.sequence(8)
            let turned = b.apply(.transpose(permutation: [0, 2, 1]), x)
            let hidden = b.relu(b.apply(.matMul, turned, try b.weight("t1", [4, 6])))
            let mixed = b.apply(
                .transpose(permutation: [0, 2, 1]),
                b.apply(.matMul, hidden, try b.weight("t2", [6, 4])))
            let y = b.add(x, mixed)
            let z = try b.linear(b.relu(try b.linear(y, "c1", 8, 10)), "c2", 10, 8)
            return [b.add(y, z)]
        },
    ]
}
