/// Neighbouring axes that a reshape regroups among themselves.
///
/// `[batch, 64, 7, 7]` to `[batch, 3136]` has two blocks: the batch, and the other axes.
struct ReshapeBlock {
    /// The axes before.
    let inputs: Range<Int>
    /// The axes after.
    let outputs: Range<Int>
    /// Both as products of the same sizes; nil where positions of one side do not lie in a grid on
    /// the other, as from `[4, 6]` to `[6, 4]`.
    let factors: ReshapeFactors?

    /// The blocks of a reshape, each as small as possible.
    static func blocks(from source: [Dimension], to target: [Dimension]) -> [ReshapeBlock] {
        var blocks: [ReshapeBlock] = []
        var (i, j) = (0, 0)
        while i < source.count || j < target.count {
            let (first, other) = (i, j)
            i = min(i + 1, source.count)
            j = min(j + 1, target.count)
            var isEqual = false
            while true {
                let (left, right) = (Monomial(source[first..<i]), Monomial(target[other..<j]))
                isEqual = left == right
                if isEqual { break }
                if i < source.count, right.divided(by: left) != nil {
                    i += 1
                } else if j < target.count, left.divided(by: right) != nil {
                    j += 1
                } else if i < source.count || j < target.count {
                    i = min(i + 1, source.count)
                    j = min(j + 1, target.count)
                } else {
                    break
                }
            }
            let factors =
                isEqual
                ? ReshapeFactors(Array(source[first..<i]), Array(target[other..<j])) : nil
            blocks.append(ReshapeBlock(inputs: first..<i, outputs: other..<j, factors: factors))
        }
        return blocks
    }
}

/// Axes before and after a reshape as products of the same sizes.
///
/// From `[768]` to `[12, 64]` the sizes are 12 and 64: the first axis has both of them.
struct ReshapeFactors {
    /// The sizes, none of them 1.
    private(set) var sizes: [Dimension] = []
    /// For each axis before, which of the sizes it is the product of.
    private(set) var inputs: [Range<Int>] = []
    /// For each axis after, which of the sizes it is the product of.
    private(set) var outputs: [Range<Int>] = []

    init?(_ source: [Dimension], _ target: [Dimension]) {
        /// The products of the axes after each one.
        func rests(_ shape: [Dimension]) -> [Monomial] {
            shape.indices.map { Monomial(shape[($0 + 1)...]) }
        }
        let (left, right) = (rests(source), rests(target))
        var current = Monomial(source)
        while inputs.count < left.count || outputs.count < right.count {
            let a = inputs.count < left.count ? left[inputs.count] : nil
            let b = outputs.count < right.count ? right[outputs.count] : nil
            guard let next = Self.larger(a, b), let size = current.divided(by: next) else {
                return nil
            }
            if size.dimension != 1 { sizes.append(size.dimension) }
            if a == next { inputs.append((inputs.last?.upperBound ?? 0)..<sizes.count) }
            if b == next { outputs.append((outputs.last?.upperBound ?? 0)..<sizes.count) }
            current = next
        }
    }

    /// The last of some factors, whose product is a number; nil if none have it.
    func tail(of range: Range<Int>, with count: Int) -> Range<Int>? {
        var (start, product) = (range.upperBound, 1)
        while product < count, start > range.lowerBound, let size = sizes[start - 1].value {
            product *= size
            start -= 1
        }
        return product == count ? start..<range.upperBound : nil
    }

    /// The product that the other one divides, nil if neither does.
    private static func larger(_ a: Monomial?, _ b: Monomial?) -> Monomial? {
        guard let a, let b else { return a ?? b }
        if a.divided(by: b) != nil { return a }
        return b.divided(by: a) != nil ? b : nil
    }
}
