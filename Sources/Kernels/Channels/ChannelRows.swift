/// The channels of a weight `[rows, rowLength]`, each a row that is masked as a whole.
///
/// With the norm n = ‖w‖ of a row, its mask is m = sigmoid((n² − t²)/τ), so a caller gets the
/// masks from ``SoftMask/writeMask(of:into:)`` of the norms.
///
/// Source: Cho, Adya and Naik, "PDP: Parameter-free Differentiable Pruning is All You Need",
/// NeurIPS 2023, arXiv:2305.11203, channel pruning.
public struct ChannelRows: Sendable {
    private let rowCount: Int
    private let rowLength: Int
    private let threads: Threads

    /// - Parameters:
    ///   - rowCount: Number of channels, at least 0.
    ///   - rowLength: Number of weights of a channel, at least 0.
    ///   - threads: The threads of one call; no result depends on them.
    /// - Throws: ``KernelError/invalidDimension(found:allowed:dimension:)``.
    public init(rowCount: Int, rowLength: Int, threads: Threads) throws(KernelError) {
        for (found, dimension) in [(rowCount, "row count"), (rowLength, "row length")]
        where found < 0 {
            throw .invalidDimension(found: found, allowed: 0...Int.max, dimension: dimension)
        }
        self.rowCount = rowCount
        self.rowLength = rowLength
        self.threads = threads
    }

    /// Writes the Euclidean norm of each row, summed in double precision.
    ///
    /// - Parameters:
    ///   - weights: `[rows, rowLength]`.
    ///   - norms: `[rows]`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeNorms(
        of weights: UnsafeBufferPointer<Float>, into norms: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(rows: norms.count, "norms", elements: weights.count, "weights")
        forEachRow { row, start in
            let w = UnsafeBufferPointer(rebasing: weights[start..<start + rowLength])
            norms[row] = Float(innerProduct(w, w).squareRoot())
        }
    }

    /// Writes ŵ = m·w, each row with its own mask.
    ///
    /// - Parameters:
    ///   - weights: `[rows, rowLength]`.
    ///   - masks: `[rows]`.
    ///   - output: `[rows, rowLength]`; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, masks: UnsafeBufferPointer<Float>,
        into output: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(rows: masks.count, "masks", elements: weights.count, "weights")
        try checkElementCount(output.count, is: weights.count, of: "masked weights")
        guard let w = weights.baseAddress, let result = output.baseAddress else { return }
        forEachRow { row, start in
            let mask = Lanes(repeating: masks[row])
            map(start..<start + rowLength, of: w, into: result) { $0 * mask }
        }
    }

    /// Writes the gradient with respect to each weight of a row,
    /// m·g + (2/τ)·m·(1 − m)·⟨g, w⟩·w.
    ///
    /// The threshold is a constant of the step: no gradient flows through it.
    ///
    /// - Parameters:
    ///   - weights: The weights of the forward pass, `[rows, rowLength]`.
    ///   - outputGradient: *g*, the gradient with respect to the masked weights.
    ///   - norms: The norms of the forward pass, `[rows]`.
    ///   - softMask: The mask of the norms, which has the threshold and the temperature.
    ///   - gradient: `[rows, rowLength]`; it may be the memory of `outputGradient`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeGradient(
        of weights: UnsafeBufferPointer<Float>, outputGradient: UnsafeBufferPointer<Float>,
        norms: UnsafeBufferPointer<Float>, softMask: SoftMask,
        into gradient: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(rows: norms.count, "norms", elements: weights.count, "weights")
        try checkElementCount(outputGradient.count, is: weights.count, of: "output gradient")
        try checkElementCount(gradient.count, is: weights.count, of: "gradient")
        guard let w = weights.baseAddress, let g = outputGradient.baseAddress,
            let result = gradient.baseAddress
        else { return }
        forEachRow { row, start in
            let range = start..<start + rowLength
            let product = innerProduct(
                UnsafeBufferPointer(rebasing: outputGradient[range]),
                UnsafeBufferPointer(rebasing: weights[range]))
            let (mask, slope) = softMask.channelFactors(ofNorm: norms[row])
            let m = Lanes(repeating: mask)
            let share = Lanes(repeating: Float(slope * product))
            map(range, of: g, and: w, into: result) { g, w in (m * g).addingProduct(share, w) }
        }
    }

    private func forEachRow(_ body: (_ row: Int, _ start: Int) -> Void) {
        let split = WorkSplit(
            count: rowCount, valuesPerElement: rowLength, unit: 1, threads: threads)
        split.run { _, rows in
            for row in rows { body(row, row * rowLength) }
        }
    }

    private func check(
        rows: Int, _ rowBuffer: String, elements: Int, _ elementBuffer: String
    ) throws(KernelError) {
        try checkElementCount(elements, is: rowCount * rowLength, of: elementBuffer)
        try checkElementCount(rows, is: rowCount, of: rowBuffer)
    }
}
