/// The blocks of R consecutive rows by one column of a weight `[rows, columns]`, each masked as a whole.
///
/// With the norm n = ‖w‖ of a block, its mask is m = sigmoid((n² − t²)/τ), so a caller gets the masks from
/// ``SoftMask/writeMask(of:into:)`` of the norms. Norms and masks are `[rows / R, columns]`. Rows may be left
/// out: their weights stay, and so do their gradients.
///
/// Source: Cho, Adya and Naik, "PDP: Parameter-free Differentiable Pruning is All You Need",
/// NeurIPS 2023, arXiv:2305.11203, where the norm of a channel takes the place of a magnitude.
public struct BlockRows: Sendable {
    private let rowCount: Int
    private let columnCount: Int
    private let height: Int
    private let rows: Range<Int>
    private let threads: Threads

    /// The number of blocks.
    public var blockCount: Int { rows.count / height * columnCount }

    /// - Parameters:
    ///   - rowCount: Number of outputs, at least 0.
    ///   - columnCount: Number of weights of an output, at least 0.
    ///   - height: R, at least 1.
    ///   - rows: The rows that are divided into blocks, a multiple of R and within all.
    ///   - threads: The threads of one call; no result depends on them.
    /// - Throws: ``KernelError/invalidDimension(found:allowed:dimension:)`` or
    ///   ``KernelError/indivisibleAxis(found:groupSize:)``.
    public init(
        rowCount: Int, columnCount: Int, height: Int, rows: Range<Int>, threads: Threads
    ) throws(KernelError) {
        for (found, least, dimension) in [
            (rowCount, 0, "row count"), (columnCount, 0, "column count"),
            (height, 1, "block height"),
        ] where found < least {
            throw .invalidDimension(found: found, allowed: least...Int.max, dimension: dimension)
        }
        for (bound, dimension) in [
            (rows.lowerBound, "first row"), (rows.upperBound, "end of rows"),
        ]
        where !(0...rowCount).contains(bound) {
            throw .invalidDimension(found: bound, allowed: 0...rowCount, dimension: dimension)
        }
        guard rows.count.isMultiple(of: height) else {
            throw .indivisibleAxis(found: rows.count, groupSize: height)
        }
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.height = height
        self.rows = rows
        self.threads = threads
    }

    /// Writes the Euclidean norm of each block, summed in double precision.
    ///
    /// - Parameters:
    ///   - weights: `[rows, columns]`.
    ///   - norms: `[rows / R, columns]`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeNorms(
        of weights: UnsafeBufferPointer<Float>, into norms: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(blocks: norms.count, "norms", elements: weights.count, "weights")
        guard let w = weights.baseAddress, let result = norms.baseAddress else { return }
        forEachRun { blocks, start, count in
            let sums = sumsOfProducts(w + start, w + start, count)
            storeRun(sums.squareRoot().rounded, result + blocks, count)
        }
    }

    /// Writes ŵ = m·w, each block with its own mask.
    ///
    /// - Parameters:
    ///   - weights: `[rows, columns]`.
    ///   - masks: `[rows / R, columns]`.
    ///   - output: `[rows, columns]`; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, masks: UnsafeBufferPointer<Float>,
        into output: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(blocks: masks.count, "masks", elements: weights.count, "weights")
        try checkElementCount(output.count, is: weights.count, of: "masked weights")
        guard let w = weights.baseAddress, let result = output.baseAddress else { return }
        copyOtherRows(of: w, into: result)
        guard let m = masks.baseAddress else { return }
        forEachBand { blocks, start in
            for row in 0..<height {
                let place = start + row * columnCount
                map(0..<columnCount, of: w + place, and: m + blocks, into: result + place) {
                    $0 * $1
                }
            }
        }
    }

    /// Writes the gradient with respect to each weight of a block, m·g + (2/τ)·m·(1 − m)·⟨g, w⟩·w.
    ///
    /// The threshold is a constant of the step: no gradient flows through it.
    ///
    /// - Parameters:
    ///   - weights: The weights of the forward pass, `[rows, columns]`.
    ///   - outputGradient: *g*, the gradient with respect to the masked weights.
    ///   - norms: The norms of the forward pass, `[rows / R, columns]`.
    ///   - softMask: The mask of the norms, which has the threshold and the temperature.
    ///   - gradient: `[rows, columns]`; it may be the memory of `outputGradient`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeGradient(
        of weights: UnsafeBufferPointer<Float>, outputGradient: UnsafeBufferPointer<Float>,
        norms: UnsafeBufferPointer<Float>, softMask: SoftMask,
        into gradient: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(blocks: norms.count, "norms", elements: weights.count, "weights")
        try checkElementCount(outputGradient.count, is: weights.count, of: "output gradient")
        try checkElementCount(gradient.count, is: weights.count, of: "gradient")
        guard let w = weights.baseAddress, let g = outputGradient.baseAddress,
            let result = gradient.baseAddress
        else { return }
        copyOtherRows(of: g, into: result)
        guard let n = norms.baseAddress else { return }
        forEachRun { blocks, start, count in
            let (mask, slope) = softMask.factors(ofNorms: loadRun(n + blocks, count))
            let share = (slope * sumsOfProducts(g + start, w + start, count)).rounded
            for row in 0..<height {
                let place = start + row * columnCount
                let own = mask * loadRun(g + place, count)
                storeRun(
                    own.addingProduct(share, loadRun(w + place, count)), result + place, count)
            }
        }
    }
}

extension BlockRows {
    /// Calls `body` for the blocks of every R rows, with the index of the first block and that of its
    /// first weight.
    private func forEachBand(_ body: (_ block: Int, _ start: Int) -> Void) {
        let split = WorkSplit(
            count: rows.count / height, valuesPerElement: height * columnCount, unit: 1,
            threads: threads)
        split.run { _, bands in
            for band in bands {
                body(band * columnCount, (rows.lowerBound + band * height) * columnCount)
            }
        }
    }

    /// Calls `body` for every sixteen neighbouring blocks and the rest of their rows, with the index of
    /// the first block, that of its first weight, and their number.
    @inline(__always)
    private func forEachRun(_ body: (_ block: Int, _ start: Int, _ count: Int) -> Void) {
        forEachBand { block, start in
            for column in stride(from: 0, to: columnCount, by: laneCount) {
                body(block + column, start + column, min(laneCount, columnCount - column))
            }
        }
    }

    /// The sums over the rows of `count` neighbouring blocks: no sum of squares of floats overflows.
    @inline(__always)
    private func sumsOfProducts(
        _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ count: Int
    ) -> DoubleLanes {
        var sums = DoubleLanes.zero
        for row in 0..<height {
            let place = row * columnCount
            sums.addProduct(
                DoubleLanes(widening: loadRun(first + place, count)),
                DoubleLanes(widening: loadRun(second + place, count)))
        }
        return sums
    }

    private func copyOtherRows(
        of source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
    ) {
        guard UnsafePointer(target) != source else { return }
        for others in [0..<rows.lowerBound, rows.upperBound..<rowCount] {
            let start = others.lowerBound * columnCount
            (target + start).update(from: source + start, count: others.count * columnCount)
        }
    }

    private func check(
        blocks: Int, _ blockBuffer: String, elements: Int, _ elementBuffer: String
    ) throws(KernelError) {
        try checkElementCount(elements, is: rowCount * columnCount, of: elementBuffer)
        try checkElementCount(blocks, is: blockCount, of: blockBuffer)
    }
}

/// Returns `count` values from `address` on, at most sixteen, followed by zeros.
@inline(__always)
private func loadRun(_ address: UnsafePointer<Float>, _ count: Int) -> Lanes {
    count == laneCount ? load(address) : load(address, count: count)
}

/// Writes the first `count` values of `lanes`, at most sixteen, from `address` on.
@inline(__always)
private func storeRun(_ lanes: Lanes, _ address: UnsafeMutablePointer<Float>, _ count: Int) {
    if count == laneCount { store(lanes, address) } else { store(lanes, address, count: count) }
}
