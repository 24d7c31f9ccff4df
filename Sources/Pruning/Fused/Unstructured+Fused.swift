import Kernels

extension SoftMask: FusedMasking {
    var commonThreshold: Float? { threshold }
}

extension Unstructured: FusiblePattern {
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        form: MaskForm, threads: Threads
    ) throws -> (any FusedMasking)? {
        let selection = try MagnitudeSelection(
            of: weights, prunedCount: prunedUnitCount, near: guess, threads: threads,
            requiresFinite: true)
        return try form.softMask(threshold: selection.threshold, threads: threads)
    }
}

extension PDP.Temperature {
    /// τ for a threshold, in the range of single precision.
    func singlePrecision(threshold: Float) -> Float {
        switch self {
        case .fixed(let number): Self.normal(number)
        case .relative(let factor): Self.normal(factor * Double(threshold) * Double(threshold))
        }
    }

    /// The positive normal number of single precision next to `number`, at least 0.
    static func normal(_ number: Double) -> Float {
        Float(min(max(number, range.lowerBound), range.upperBound))
    }
}
