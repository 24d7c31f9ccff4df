import Kernels

extension SoftMask: FusedMasking {
    var commonThreshold: Float? { threshold }
}

extension Unstructured: FusiblePattern {
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        temperature: PDP.Temperature, threadCount: Int
    ) throws -> (any FusedMasking)? {
        let selection = try MagnitudeSelection(
            of: weights, prunedCount: prunedUnitCount, near: guess, threadCount: threadCount)
        let threshold = selection.threshold
        guard let tau = temperature.singlePrecision(threshold: threshold) else { return nil }
        return try SoftMask(threshold: threshold, temperature: tau, threadCount: threadCount)
    }
}

extension PDP.Temperature {
    /// τ for a threshold; `nil` where single precision has no positive finite number for it.
    func singlePrecision(threshold: Float) -> Float? {
        let tau =
            switch self {
            case .fixed(let number): Float(number)
            case .relative(let factor): Float(factor) * threshold * threshold
            }
        return tau.isNormal ? tau : nil
    }
}
