/// The soft pruning mask of an N:M pattern: each group of M weights has its own threshold.
///
/// The threshold of a group lies halfway between its p-th and its (p+1)-th smallest magnitude, p
/// being the number of weights to prune; the mask is that of ``SoftMask``. If p is 0 the mask is
/// one. A NaN counts as the largest magnitude of its group.
///
/// Source: Cho, Adya and Naik, "PDP: Parameter-free Differentiable Pruning is All You Need",
/// NeurIPS 2023, arXiv:2305.11203, N:M pruning.
public struct GroupSoftMask: Sendable {
    private let pruning: GroupPruning
    private let temperature: GroupTemperature
    private let curve: MaskCurve

    /// - Parameters:
    ///   - layout: Where the groups lie.
    ///   - prunedPerGroup: p, the number of weights of each group on their way out, in `0...M`.
    ///   - temperature: τ of every group.
    ///   - curve: How the mask rises with the magnitude.
    ///   - threads: The threads of one call; no result depends on them.
    /// - Throws: ``KernelError/invalidPrunedCount(found:allowed:)`` or
    ///   ``KernelError/invalidTemperature(found:)``.
    public init(
        layout: GroupLayout, prunedPerGroup: Int, temperature: GroupTemperature,
        curve: MaskCurve = .soft, threads: Threads
    ) throws(KernelError) {
        try checkTemperature(temperature.number)
        pruning = try GroupPruning(
            layout: layout, prunedPerGroup: prunedPerGroup, threads: threads)
        self.temperature = temperature
        self.curve = curve
    }

    /// Writes m(w) of each weight.
    ///
    /// - Parameters:
    ///   - weights: As many elements as the layout has.
    ///   - mask: As many elements; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMask(
        of weights: UnsafeBufferPointer<Float>, into mask: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(weights, mask.count, "mask")
        if pruning.prunedPerGroup == 0 {
            mask.update(repeating: 1)
        } else {
            write(.mask, weights, weights, into: mask)
        }
    }

    /// Writes ŵ = w·m(w) of each weight: what the layer computes with.
    ///
    /// - Parameters:
    ///   - weights: As many elements as the layout has.
    ///   - output: As many elements; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``, or
    ///   ``KernelError/notFinite(index:)`` for the first weight that is NaN or infinite; the output
    ///   has been written then.
    public func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(weights, output.count, "masked weights")
        if pruning.prunedPerGroup == 0 {
            pruning.copy(weights, into: output)
        } else if write(.maskedWeights, weights, weights, into: output) >= infinityBits {
            throw .notFinite(index: weights.firstIndex { !$0.isFinite } ?? weights.count)
        }
    }

    /// Writes the gradient with respect to each weight, g·(m + (2w²/τ)·m·(1 − m)).
    ///
    /// The thresholds are constants of the step: no gradient flows through them.
    ///
    /// - Parameters:
    ///   - weights: The weights of the forward pass.
    ///   - outputGradient: *g*, the gradient with respect to the masked weights; as many elements.
    ///   - gradient: As many elements; it may be the memory of `outputGradient`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeGradient(
        of weights: UnsafeBufferPointer<Float>,
        outputGradient: UnsafeBufferPointer<Float>,
        into gradient: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try check(weights, gradient.count, "gradient")
        try checkElementCount(outputGradient.count, is: weights.count, of: "output gradient")
        if pruning.prunedPerGroup == 0 {
            pruning.copy(outputGradient, into: gradient)
        } else {
            write(.gradient, weights, outputGradient, into: gradient)
        }
    }

    /// Returns the bits of the largest magnitude of the weights.
    @discardableResult
    private func write(
        _ result: SoftMaskTiles.Result, _ weights: UnsafeBufferPointer<Float>,
        _ gradients: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) -> Int32 {
        guard let w = weights.baseAddress, let g = gradients.baseAddress,
            let start = output.baseAddress
        else { return 0 }
        return pruning.forEachTile(
            SoftMaskTiles(
                result: result, weights: w, gradients: g, output: start,
                temperature: temperature, root: curve.rawValue,
                prunedPerGroup: pruning.prunedPerGroup))
    }

    private func check(
        _ weights: UnsafeBufferPointer<Float>, _ outputCount: Int, _ output: String
    ) throws(KernelError) {
        try checkElementCount(weights.count, is: pruning.layout.elementCount, of: "weights")
        try checkElementCount(outputCount, is: weights.count, of: output)
    }
}

/// Computes the soft mask, or what follows from it, of sixteen groups.
private struct SoftMaskTiles: TileOperation {
    enum Result { case mask, maskedWeights, gradient }

    let result: Result
    let weights: UnsafePointer<Float>
    let gradients: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    let temperature: GroupTemperature
    let root: Int
    let prunedPerGroup: Int

    @inline(__always)
    func apply(to tile: GroupTile, _ rows: TileRows) -> BitLanes {
        tile.read(weights, into: rows.weights, scratch: rows.scratch)
        if result == .gradient {
            tile.read(gradients, into: rows.gradients, scratch: rows.scratch)
        }
        let largest = result == .gradient ? .zero : rows.largestMagnitudes()
        let t = rows.thresholds(prunedPerGroup: prunedPerGroup)
        let formula = temperature.formula(thresholds: t, root: root)
        switch result {
        case .mask: rows.transform { w, _ in formula.mask(w) }
        case .maskedWeights: rows.transform { w, _ in formula.maskedWeights(w) }
        case .gradient: rows.transform { w, g in formula.gradient(g, w) }
        }
        tile.write(rows.weights, into: output, scratch: rows.scratch)
        return largest
    }
}
