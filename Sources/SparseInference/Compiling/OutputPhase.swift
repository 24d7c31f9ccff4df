/// Along one axis of a transposed convolution, the outputs that lie one stride apart: they are those of an
/// ordinary convolution with some of the taps, from the last to the first.
struct OutputPhase {
    /// The first of the outputs.
    let first: Int
    /// How many outputs there are.
    let outputCount: Int
    /// The taps of the kernel, in the order in which they see the input; none where the stride is wider than
    /// the kernel.
    let taps: [Int]
    /// The distance of the elements that neighbouring taps see.
    let dilation: Int
    /// How far before the first element of the input the first tap sees; behind it where this is negative.
    let padding: Int

    /// The phases of an axis, as many as the stride, or as outputs where these are fewer.
    ///
    /// With o + padding = stride · i + dilation · k, tap k of output o sees element i.
    static func all(
        outputCount: Int, kernel: Int, stride: Int, dilation: Int, padding: Int
    ) -> [OutputPhase] {
        (0..<min(stride, outputCount)).map { first in
            let taps = (0..<kernel).reversed().filter {
                (first + padding - dilation * $0).isMultiple(of: stride)
            }
            let places = taps.map { (first + padding - dilation * $0) / stride }
            return OutputPhase(
                first: first, outputCount: (outputCount - first + stride - 1) / stride, taps: taps,
                dilation: places.count > 1 ? places[1] - places[0] : 1,
                padding: -(places.first ?? 0))
        }
    }
}
