/// The soft pruning mask of single weights at one threshold, fused with the product it is for.
///
/// m(w) = sigmoid((w² − t²)/τ) is near 0 for weights on their way out, one half at the threshold
/// and near 1 for weights that stay. Each call is one pass that computes the mask anew instead of
/// storing it. Any finite weight gives a finite mask, an infinite one gets 1, NaN stays NaN, and
/// a mask below 2^−128 is 0. At an infinite threshold the mask of every finite weight is 0, and that
/// of an infinite one is not a number.
///
/// With another ``MaskCurve`` it is 0 for weights up to the threshold, whose gradients are not masked with it.
///
/// Source: Cho, Adya and Naik, "PDP: Parameter-free Differentiable Pruning is All You Need",
/// NeurIPS 2023, arXiv:2305.11203, the definition of m(w).
public struct SoftMask: Sendable {
    /// *t*, at least 0.
    public let threshold: Float

    private let temperature: Float
    private let curve: MaskCurve
    private let formula: SoftMaskFormula
    private let threads: Threads

    /// - Parameters:
    ///   - threshold: *t*, at least 0; infinity prunes every weight.
    ///   - temperature: τ, in squared units of the weights, finite and above 0.
    ///   - curve: How the mask rises with the magnitude.
    ///   - threads: The threads of one call; no result depends on them.
    /// - Throws: ``KernelError/invalidThreshold(found:)`` or
    ///   ``KernelError/invalidTemperature(found:)``.
    public init(
        threshold: Float, temperature: Float, curve: MaskCurve = .soft, threads: Threads
    ) throws(KernelError) {
        guard threshold >= 0 else { throw .invalidThreshold(found: threshold) }
        try checkTemperature(temperature)
        self.threshold = threshold
        self.temperature = temperature
        self.curve = curve
        formula = SoftMaskFormula(
            threshold: threshold, temperature: temperature, root: curve.rawValue)
        self.threads = threads
    }

    /// Writes m(w) of each weight.
    ///
    /// - Parameters:
    ///   - weights: Any shape, any number of elements.
    ///   - mask: As many elements; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMask(
        of weights: UnsafeBufferPointer<Float>, into mask: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try checkElementCount(mask.count, is: weights.count, of: "mask")
        guard let w = weights.baseAddress, let m = mask.baseAddress else { return }
        WorkSplit(count: weights.count, threads: threads).run { _, range in
            PassLevel.best.passes.writeMask(of: w, in: range, into: m, setting)
        }
    }

    /// Writes ŵ = w·m(w) of each weight: what the layer computes with.
    ///
    /// - Parameters:
    ///   - weights: Any shape, any number of elements.
    ///   - output: As many elements; it may be the memory of `weights`.
    /// - Throws: ``KernelError/wrongElementCount(found:allowed:buffer:)``.
    public func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) throws(KernelError) {
        try checkElementCount(output.count, is: weights.count, of: "masked weights")
        guard let w = weights.baseAddress, let masked = output.baseAddress else { return }
        WorkSplit(count: weights.count, threads: threads).run { _, range in
            PassLevel.best.passes.writeMaskedWeights(of: w, in: range, into: masked, setting)
        }
    }

    /// Writes the gradient with respect to each weight, g·(m + (2w²/τ)·m·(1 − m)).
    ///
    /// The threshold is a constant of the step: no gradient flows through it. With a centred mask it is the
    /// derivative of that above the threshold, and g below; with a steep one it is g·min(1, 2m).
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
        try checkElementCount(outputGradient.count, is: weights.count, of: "output gradient")
        try checkElementCount(gradient.count, is: weights.count, of: "gradient")
        guard let w = weights.baseAddress, let g = outputGradient.baseAddress,
            let result = gradient.baseAddress
        else { return }
        WorkSplit(count: weights.count, threads: threads).run { _, range in
            PassLevel.best.passes.writeGradient(
                of: w, outputGradient: g, in: range, into: result, setting)
        }
    }

    private var setting: MaskSetting { (threshold, temperature, curve.rawValue) }

    /// Returns the mask m of a channel with this norm, and (2/τ)·m·(1 − m), as gradients have them.
    func channelFactors(ofNorm norm: Float) -> (mask: Float, slope: Double) {
        let (masks, slopes) = factors(ofNorms: Lanes(repeating: norm))
        return (masks[0], slopes[0])
    }

    /// Returns the masks m of units with these norms, and (2/τ)·m·(1 − m), as gradients have them.
    @inline(__always)
    func factors(ofNorms norms: Lanes) -> (masks: Lanes, slopes: DoubleLanes) {
        let (masks, slopes) = formula.gradientFactors(norms)
        return (masks, DoubleLanes(widening: slopes) * (2 / Double(temperature)))
    }
}
