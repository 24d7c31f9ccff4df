import Kernels
import Layers
import Tensors

/// PDP's soft mask at the thresholds of one forward pass, with its product and its gradient each in
/// one pass over the weights. The composed formulas of `SoftMask.swift` are its reference.
protocol FusedMasking {
    /// The threshold where there is one for all weights.
    var commonThreshold: Float? { get }

    /// Writes ŵ = m·w.
    func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) throws

    /// Writes the gradient with respect to w, given that with respect to ŵ.
    func writeGradient(
        of weights: UnsafeBufferPointer<Float>, outputGradient: UnsafeBufferPointer<Float>,
        into gradient: UnsafeMutableBufferPointer<Float>
    ) throws
}

/// What a soft mask is computed from besides weights and thresholds.
struct MaskForm: Equatable {
    let temperature: PDP.Temperature

    /// How the mask rises with the magnitude.
    let curve: MaskCurve

    /// The mask of single weights, or norms, at a threshold.
    func softMask(threshold: Float, threads: Threads) throws -> SoftMask {
        try SoftMask(
            threshold: threshold, temperature: temperature.singlePrecision(threshold: threshold),
            curve: curve, threads: threads)
    }
}

/// A pattern whose soft mask has a fused form.
protocol FusiblePattern: Pattern {
    /// Finds the thresholds of `weights`; `nil` where the fused form does not cover the case.
    ///
    /// A `guess` of the common threshold makes that faster and changes nothing else.
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        form: MaskForm, threads: Threads
    ) throws -> (any FusedMasking)?
}

extension LayerLink {
    /// The soft-masked `weight` of this layer, by the fused kernels of its pattern; `nil` where they
    /// do not cover the case: another device or type, several parameters, another processor.
    func fusedSoftMasked(_ weight: Tensor, form: MaskForm) throws -> Tensor? {
        guard let pattern = onlyPattern as? any FusiblePattern,
            ProcessorFeatures.supportsVectorKernels, weight.device == .cpu,
            weight.scalarType == .float32, weight.isContiguous
        else { return nil }
        let shape = weight.shape
        do {
            let masking = try weight.withUnsafeFloats { floats in
                try pattern.fusedMasking(
                    of: UnsafeBufferPointer(floats), shape: shape,
                    prunedUnitCount: prunedUnitCount, guess: lastThreshold,
                    form: form, threads: .ofLibTorch)
            }
            guard let masking else { return nil }
            lastThreshold = masking.commonThreshold
            return try withCustomGradient(
                of: [weight], forward: { try masking.maskedWeights(of: weight) },
                backward: { [try masking.gradient(of: weight, outputGradient: $0)] })
        } catch KernelError.notFinite {
            throw PruningError.notFinite(layer: name)
        }
    }
}

extension FusedMasking {
    var commonThreshold: Float? { nil }

    fileprivate func maskedWeights(of weight: Tensor) throws -> Tensor {
        let output = try weight.emptyLike()
        try weight.withUnsafeFloats { w in
            try output.withUnsafeFloats { try writeMaskedWeights(of: .init(w), into: $0) }
        }
        return output
    }

    /// Writes the gradient over `outputGradient` where nothing else holds that: a copy of the weights
    /// less while the gradients are computed.
    fileprivate func gradient(of weight: Tensor, outputGradient: Tensor) throws -> Tensor {
        let dense =
            outputGradient.isContiguous ? outputGradient : try outputGradient.contiguous()
        let result = dense.isUnshared ? dense : try dense.emptyLike()
        try weight.withUnsafeFloats { w in
            try dense.withUnsafeFloats { g in
                try result.withUnsafeFloats {
                    try writeGradient(of: .init(w), outputGradient: .init(g), into: $0)
                }
            }
        }
        return result
    }
}
