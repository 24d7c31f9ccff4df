import Sparsity
public import Tensors

extension OutputBlocks: Pattern {
    /// The L2 norms of the blocks in one row, outputs outermost. Where a block is all zero the derivative
    /// is 0.
    public func magnitudes(of weight: Tensor) throws -> Tensor {
        let norms = try bands(ofShape: weight.shape).map { try $0.magnitudes(of: weight) }
        return norms.count == 1 ? norms[0] : try Tensor.concatenating(norms, along: 1)
    }

    /// The mask of the blocks in the shape of the weights.
    public func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor {
        var start = 0
        let rows = try bands(ofShape: shape).map { band in
            let end = start + band.unitCounts(ofShape: shape).unitsPerGroup
            defer { start = end }
            return try band.rows(of: mask.narrowed(1, to: start..<end), overShape: shape)
        }
        return try (rows.count == 1 ? rows[0] : Tensor.concatenating(rows, along: 0))
            .reshaped(shape)
    }

    /// The outputs with whole blocks, and the last ones with lower blocks, where there are such.
    func bands(ofShape shape: [Int]) -> [BlockBand] {
        let wholeCount = shape[0] - shape[0] % height
        let bands = [
            BlockBand(of: self, outputs: 0..<wholeCount, height: height),
            BlockBand(of: self, outputs: wholeCount..<shape[0], height: shape[0] - wholeCount),
        ].filter { !$0.outputs.isEmpty }
        return bands.isEmpty ? [BlockBand(of: self, outputs: 0..<0, height: height)] : bands
    }
}

extension OutputBlocks: DividedPattern {
    /// The whole blocks, and the lower ones at the last outputs.
    func parts(ofShape shape: [Int]) -> [any Pattern] {
        let bands = bands(ofShape: shape)
        return bands.count == 1 ? [self] : bands
    }
}

/// The blocks of some outputs, all with as many of them; weights of other outputs are in no unit, and
/// stay.
struct BlockBand: PartialPattern {
    /// The outputs, a multiple of the height.
    let outputs: Range<Int>

    /// The outputs of a block.
    let height: Int

    private let pattern: OutputBlocks

    init(of pattern: OutputBlocks, outputs: Range<Int>, height: Int) {
        self.pattern = pattern
        self.outputs = outputs
        self.height = height
    }

    /// That of the pattern for all outputs, which is what the zeros of a file show.
    var description: String { pattern.description }

    var family: PatternFamily? { .blocks }

    var axis: Int { 0 }

    var positions: [Int] { Array(outputs) }

    func obstacle(toShape shape: [Int]) -> String? { pattern.obstacle(toShape: shape) }

    func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        (1, outputs.count / height * pattern.columnCount(ofShape: shape))
    }

    func zeroCount(ofShape shape: [Int], prunedUnitCount: Int) -> Int { prunedUnitCount * height }

    func part(of tensor: Tensor) throws -> Tensor {
        outputs == 0..<tensor.shape[0] ? tensor : try tensor.narrowed(0, to: outputs)
    }

    func magnitudes(of weight: Tensor) throws -> Tensor {
        let columnCount = pattern.columnCount(ofShape: weight.shape)
        return try part(of: weight).reshaped([outputs.count / height, height, columnCount])
            .squared().sum(along: [1]).norm().reshaped([1, -1])
    }

    /// The mask with 1 for other outputs.
    func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor {
        let own = try rows(of: mask, overShape: shape)
        let others = [0..<outputs.lowerBound, outputs.upperBound..<shape[0]]
        let ones = try withoutGradients {
            try others.map { others in
                try own.narrowed(0, to: 0..<1).onesLike()
                    .expanded(to: [others.count, pattern.columnCount(ofShape: shape)])
            }
        }
        return try Tensor.concatenating([ones[0], own, ones[1]], along: 0).reshaped(shape)
    }

    /// The mask of the outputs, `[outputs, columns]`.
    func rows(of mask: Tensor, overShape shape: [Int]) throws -> Tensor {
        let columnCount = pattern.columnCount(ofShape: shape)
        return try mask.reshaped([outputs.count / height, 1, columnCount])
            .expanded(to: [outputs.count / height, height, columnCount])
            .reshaped([outputs.count, columnCount])
    }
}
