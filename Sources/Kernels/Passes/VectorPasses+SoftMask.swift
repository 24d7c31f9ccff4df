/// *t*, at least 0, *τ*, above 0, and the root of max(0, 2m − 1) that the mask is, 0 if it is m.
package typealias MaskSetting = (threshold: Float, temperature: Float, root: Int)

extension VectorPasses {
    /// Writes m(w) of each weight in `range`; `mask` may be `weights`.
    package static func writeMask(
        of weights: UnsafePointer<Float>, in range: Range<Int>,
        into mask: UnsafeMutablePointer<Float>, _ setting: MaskSetting
    ) {
        let formula = SoftMaskFormula(setting)
        map(range, of: weights, into: mask) { formula.mask($0) }
    }

    /// Writes ŵ = w·m(w) of each weight in `range`; `output` may be `weights`.
    package static func writeMaskedWeights(
        of weights: UnsafePointer<Float>, in range: Range<Int>,
        into output: UnsafeMutablePointer<Float>, _ setting: MaskSetting
    ) {
        let formula = SoftMaskFormula(setting)
        map(range, of: weights, into: output) { formula.maskedWeights($0) }
    }

    /// Writes g·∂ŵ/∂w of each weight in `range`; `gradient` may be `outputGradient`, which is *g*.
    package static func writeGradient(
        of weights: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        in range: Range<Int>, into gradient: UnsafeMutablePointer<Float>, _ setting: MaskSetting
    ) {
        let formula = SoftMaskFormula(setting)
        map(range, of: outputGradient, and: weights, into: gradient) { formula.gradient($0, $1) }
    }
}

extension SoftMaskFormula {
    @inline(__always)
    fileprivate init(_ setting: MaskSetting) {
        self.init(
            threshold: setting.threshold, temperature: setting.temperature,
            root: setting.root)
    }
}
