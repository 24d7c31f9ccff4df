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

    /// The window of phases of one or two axes.
    init(_ phases: [OutputPhase], input: [Int]) {
        self.init(
            input: Self.pair(input, 1), output: Self.pair(phases.map(\.outputCount), 1),
            kernel: Self.pair(phases.map { max(1, $0.taps.count) }, 1), stride: (1, 1),
            dilation: Self.pair(phases.map(\.dilation), 1),
            padding: Self.pair(phases.map(\.padding), 0))
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
        self.init(
            input: Self.pair(input, 1), output: Self.pair(output, 1), kernel: Self.pair(kernel, 1),
            stride: Self.pair(strides, 1), dilation: Self.pair(dilations, 1),
            padding: Self.pair(before, 0))
    }

    /// The numbers of two axes; of one axis with another number for the rows.
    private static func pair(_ sizes: [Int], _ other: Int) -> (Int, Int) {
        sizes.count == 2 ? (sizes[0], sizes[1]) : (other, sizes[0])
    }
}
