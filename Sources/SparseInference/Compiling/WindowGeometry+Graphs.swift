import Graphs
import InferenceKernels

extension WindowGeometry {
    /// The window of a convolution over one or two axes; nil for more.
    init?(_ attributes: Convolution, kernel: [Int], input: [Int], output: [Int]) {
        self.init(
            input: Array(input.dropFirst(2)), output: Array(output.dropFirst(2)), kernel: kernel,
            strides: attributes.strides, dilations: attributes.dilations, attributes.padding)
    }

    /// The window of a pooling over one or two axes; nil for more.
    init?(_ pooling: Pooling, input: [Int], output: [Int]) {
        self.init(
            input: Array(input.dropFirst(2)), output: Array(output.dropFirst(2)),
            kernel: pooling.kernel, strides: pooling.strides, dilations: pooling.dilations,
            pooling.padding)
    }

    /// A window of one tap over positions in a row.
    init(row positions: Int) {
        self.init(
            input: (1, positions), output: (1, positions), kernel: (1, 1), stride: (1, 1),
            dilation: (1, 1), padding: (0, 0))
    }

    private init?(
        input: [Int], output: [Int], kernel: [Int], strides: [Int], dilations: [Int],
        _ padding: Padding
    ) {
        guard (1...2).contains(input.count), output.count == input.count,
            kernel.count == input.count, strides.count == input.count,
            dilations.count == input.count
        else { return nil }
        let before = padding.sizes(
            input: input, output: output, kernel: kernel, strides: strides, dilations: dilations
        ).before
        guard before.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 > 0 }) else { return nil }
        func pair(_ sizes: [Int], _ other: Int) -> (Int, Int) {
            sizes.count == 2 ? (sizes[0], sizes[1]) : (other, sizes[0])
        }
        self.init(
            input: pair(input, 1), output: pair(output, 1), kernel: pair(kernel, 1),
            stride: pair(strides, 1), dilation: pair(dilations, 1), padding: pair(before, 0))
    }
}
