import Kernels

/// Units of one weight whose mask comes from their norms: channels, or blocks.
protocol NormedUnits {
    /// Writes the norm of each unit.
    func writeNorms(
        of weights: UnsafeBufferPointer<Float>, into norms: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError)

    /// Writes ŵ = m·w, each unit with its own mask.
    func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, masks: UnsafeBufferPointer<Float>,
        into output: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError)

    /// Writes the gradient with respect to the weights.
    func writeGradient(
        of weights: UnsafeBufferPointer<Float>, outputGradient: UnsafeBufferPointer<Float>,
        norms: UnsafeBufferPointer<Float>, softMask: SoftMask,
        into gradient: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError)
}

extension ChannelRows: NormedUnits {}
extension BlockRows: NormedUnits {}

/// Units of one weight with the norms and the mask of a forward pass.
struct UnitMasking<Units: NormedUnits>: FusedMasking {
    private let units: Units
    private let norms: [Float]
    private let softMask: SoftMask

    /// Computes the norms and the mask.
    ///
    /// - Parameters:
    ///   - units: The units.
    ///   - count: Their number.
    ///   - weights: The weights.
    ///   - prunedCount: The units on their way out.
    ///   - guess: A threshold near which this one is looked for.
    ///   - form: That of the mask.
    ///   - threads: The threads of one call.
    /// - Throws: `KernelError`.
    init(
        _ units: Units, count: Int, of weights: UnsafeBufferPointer<Float>, prunedCount: Int,
        guess: Float?, form: MaskForm, threads: Threads
    ) throws {
        var norms = [Float](repeating: 0, count: count)
        try norms.withUnsafeMutableBufferPointer { try units.writeNorms(of: weights, into: $0) }
        let threshold = try norms.withUnsafeBufferPointer {
            try MagnitudeSelection(
                of: $0, prunedCount: prunedCount, near: guess, threads: threads,
                requiresFinite: true
            ).threshold
        }
        self.units = units
        self.norms = norms
        softMask = try form.softMask(threshold: threshold, threads: threads)
    }

    var commonThreshold: Float? { softMask.threshold }

    func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) throws {
        var masks = norms
        try norms.withUnsafeBufferPointer { norms in
            try masks.withUnsafeMutableBufferPointer { try softMask.writeMask(of: norms, into: $0) }
        }
        try masks.withUnsafeBufferPointer {
            try units.writeMaskedWeights(of: weights, masks: $0, into: output)
        }
    }

    func writeGradient(
        of weights: UnsafeBufferPointer<Float>, outputGradient: UnsafeBufferPointer<Float>,
        into gradient: UnsafeMutableBufferPointer<Float>
    ) throws {
        try norms.withUnsafeBufferPointer {
            try units.writeGradient(
                of: weights, outputGradient: outputGradient, norms: $0, softMask: softMask,
                into: gradient)
        }
    }
}
