import Graphs

/// Small networks of the kinds that are met.
enum SampleNetworks {
    /// Convolutions with residuals, as ResNet.
    static func residual() -> Graph {
        var sketch = NetworkSketch()
        let x = sketch.input("x", ["batch", 3, 33, 29])
        let stem = sketch.add(
            .unary(.relu), sketch.convolution(x, 3, 13, kernel: 7, stride: 2, padding: 3))
        let pooled = sketch.add(
            .maxPool(
                Pooling(
                    kernel: [3, 3], strides: [2, 2], padding: .explicit([1, 1, 1, 1]),
                    dilations: [1, 1])), stem)
        let inner = sketch.add(
            .unary(.relu), sketch.convolution(pooled, 13, 20, kernel: 3, stride: 2, padding: 1))
        let main = sketch.convolution(inner, 20, 20, kernel: 3, padding: 1)
        let short = sketch.convolution(pooled, 13, 20, kernel: 1, stride: 2, hasBias: false)
        let sum = sketch.add(.unary(.relu), sketch.add(.binary(.add), main, short))
        let next = sketch.convolution(sum, 20, 20, kernel: 3, padding: 2, dilation: 2)
        let last = sketch.add(.unary(.relu), sketch.add(.binary(.add), next, sum))
        let mean = sketch.add(.flatten(axis: 1), sketch.add(.globalAveragePool, last))
        let logits = sketch.add(
            .gemm(Gemm(transposesSecond: true)), mean, sketch.weight([10, 20]), sketch.weight([10]))
        return sketch.graph(logits)
    }

    /// Products of all kinds whose zeros stand in blocks of neighbouring outputs, the numbers of
    /// outputs being no multiples of those; the first has several blocks of inputs.
    static func blocks(height: Int) -> Graph {
        var sketch = NetworkSketch(height: height)
        let x = sketch.input("x", [1, 50, 10, 35])
        let wide = sketch.convolution(x, 50, 10, kernel: 3, padding: 1)
        let main = sketch.convolution(
            sketch.add(.unary(.relu), wide), 10, 22, kernel: 3, stride: 2, padding: 1)
        let short = sketch.convolution(x, 50, 22, kernel: 1, stride: 2, hasBias: false)
        let sum = sketch.add(.unary(.relu), sketch.add(.binary(.add), main, short))
        let grouped = sketch.convolution(
            sum, 22, 14, kernel: 3, stride: 2, padding: 1, groups: 2)
        let pixels = sketch.convolution(grouped, 14, 7, kernel: 1)
        let rows = sketch.add(.reshape(allowsZero: false), pixels, sketch.integers([1, 7, 27]))
        let output = sketch.linear(rows, 27, 9)
        return sketch.graph(output)
    }

    /// Depthwise and pointwise convolutions with a gate, as MobileNet.
    static func separable() -> Graph {
        var sketch = NetworkSketch()
        let x = sketch.input("x", [2, 3, 32, 32])
        let six = Operation.clip(minimum: 0, maximum: 6)
        var value = sketch.add(six, sketch.convolution(x, 3, 16, kernel: 3, stride: 2, padding: 1))
        for (channels, outputs, stride) in [(16, 40, 1), (40, 130, 2), (130, 24, 2)] {
            let depthwise = sketch.convolution(
                value, channels, channels, kernel: 3, stride: stride, padding: 1, groups: channels)
            let clipped = sketch.add(six, depthwise)
            value = sketch.add(six, sketch.convolution(clipped, channels, outputs, kernel: 1))
        }
        let gate = sketch.add(.unary(.sigmoid), sketch.add(.globalAveragePool, value))
        let scaled = sketch.add(.binary(.mul), value, gate)
        let mean = sketch.add(.reduce(.mean, axes: [2, 3], keepsAxes: false), scaled)
        let logits = sketch.linear(mean, 24, 7)
        let shares = sketch.add(.softmax(axis: -1), logits)
        return sketch.graph(shares)
    }

    /// A layer of an encoder with attention, as BERT.
    static func encoder(batch: Int, takesWords: Bool) -> Graph {
        let (length, width, heads) = (19, 24, 3)
        var sketch = NetworkSketch()
        let mask = sketch.input("mask", [.known(batch), 1, 1, .known(length)])
        let embedded: String
        if takesWords {
            let words = sketch.input("words", [.known(batch), .known(length)], .int64)
            embedded = sketch.add(.gather(axis: 0), sketch.weight([5, width]), words)
        } else {
            embedded = sketch.input("x", [.known(batch), .known(length), .known(width)])
        }
        let x = sketch.add(
            .layerNormalization(axis: -1, epsilon: 1e-5), embedded, sketch.weight([width]),
            sketch.weight([width]))
        func split(_ value: String, _ permutation: [Int]) -> String {
            let sizes = sketch.integers([batch, length, heads, width / heads])
            let parts = sketch.add(.reshape(allowsZero: false), value, sizes)
            return sketch.add(.transpose(permutation: permutation), parts)
        }
        let query = split(sketch.linear(x, width, width), [0, 2, 1, 3])
        let key = split(sketch.linear(x, width, width), [0, 2, 3, 1])
        let content = split(sketch.linear(x, width, width), [0, 2, 1, 3])
        let scores = sketch.add(
            .binary(.div), sketch.add(.matMul, query, key), sketch.number(2.8))
        let weights = sketch.add(.softmax(axis: -1), sketch.add(.binary(.add), scores, mask))
        let mixed = sketch.add(
            .transpose(permutation: [0, 2, 1, 3]), sketch.add(.matMul, weights, content))
        let joined = sketch.add(
            .reshape(allowsZero: false), mixed, sketch.integers([batch, length, width]))
        let attended = sketch.add(
            .layerNormalization(axis: -1, epsilon: 1e-5),
            sketch.add(.binary(.add), sketch.linear(joined, width, width), x),
            sketch.weight([width]), sketch.weight([width]))
        let inner = sketch.add(.gelu(.none), sketch.linear(attended, width, 50))
        let output = sketch.add(.binary(.add), sketch.linear(inner, 50, width), attended)
        let first = sketch.add(
            .slice, output, sketch.integers([0]), sketch.integers([1]), sketch.integers([1]))
        let pooled = sketch.add(.unary(.tanh), sketch.linear(first, width, width))
        return sketch.graph(output, pooled)
    }
}
