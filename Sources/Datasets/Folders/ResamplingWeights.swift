/// Which pixels of a line make up each pixel of a shorter or longer line, and by how much.
///
/// The filter is the triangle |x| < 1 ↦ 1 − |x|, stretched by the scale where the line gets shorter,
/// so that every input counts; its weights are rounded to 22 bits behind the point. Both are the
/// published behaviour of Pillow's `Image.resize` with `BILINEAR`, and the whole numbers make the
/// result independent of the order of additions.
///
/// Source: Pillow's documentation, "Concepts: Filters"; Turkowski, "Filters for Common Resampling
/// Tasks", Graphics Gems, 1990.
package struct ResamplingWeights: Sendable, Hashable {
    /// Bits behind the point of a weight: 32 less 8 for the pixel and 2 for sign and overflow.
    static let precision: Int32 = 22

    /// Outputs.
    package let count: Int

    /// Weights kept for each output; some at the end may be unused.
    let stride: Int

    /// The first input of each output, `[count]`.
    package private(set) var firstInputs: [Int] = []

    /// How many inputs each output has, at least one, `[count]`.
    private(set) var inputCounts: [Int] = []

    /// `[count, stride]`.
    private(set) var weights: [Int32]

    /// Creates the weights of some of the outputs that a part of the line is resized to.
    ///
    /// - Parameters:
    ///   - start: Where the part starts, in inputs; it may lie inside one.
    ///   - end: Where the part ends.
    ///   - inputs: The inputs that may be used; start and end lie within them.
    ///   - outputCount: Pixels that the part becomes.
    ///   - outputs: Those of them that are wanted.
    package init(
        from start: Double, to end: Double, inputs: Range<Int>, outputCount: Int,
        outputs: Range<Int>
    ) {
        let scale = (end - start) / Double(outputCount)
        let support = max(scale, 1)
        count = outputs.count
        stride = 2 * Int(support.rounded(.up)) + 1
        weights = [Int32](repeating: 0, count: count * stride)
        for (position, output) in outputs.enumerated() {
            // Relative to the first input, so that a crop resizes as an image of its own would.
            let center = start - Double(inputs.lowerBound) + (Double(output) + 0.5) * scale
            let first = max(Int(center - support + 0.5), 0)
            let last = min(Int(center + support + 0.5), inputs.count)
            let shares = (first..<last).map {
                max(0, 1 - abs((Double($0) - center + 0.5) * (1 / support)))
            }
            let sum = shares.reduce(0, +)
            // An input at the filter's very end has no weight; at equal sizes that is every other.
            var (skippedCount, keptCount) = (0, 0)
            for share in shares {
                let weight = Int32(0.5 + share / sum * Double(1 << Self.precision))
                if weight > 0 {
                    weights[position * stride + keptCount] = weight
                    keptCount += 1
                } else if keptCount == 0 {
                    skippedCount += 1
                }
            }
            firstInputs.append(inputs.lowerBound + first + skippedCount)
            inputCounts.append(keptCount)
        }
    }

    /// The inputs that the outputs need; first and last ones only grow from output to output.
    package var neededInputs: Range<Int> {
        guard let first = firstInputs.first, let last = firstInputs.last,
            let lastCount = inputCounts.last
        else { return 0..<0 }
        return first..<last + lastCount
    }
}
