package import WideKernels

/// The passes over all weights that are compiled for several sets of instructions: those of
/// ``VectorPasses``, which say what each does.
package protocol WeightPasses {
    static func writeMask(
        of weights: UnsafePointer<Float>, in range: Range<Int>,
        into mask: UnsafeMutablePointer<Float>, _ setting: MaskSetting)

    static func writeMaskedWeights(
        of weights: UnsafePointer<Float>, in range: Range<Int>,
        into output: UnsafeMutablePointer<Float>, _ setting: MaskSetting)

    static func writeGradient(
        of weights: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        in range: Range<Int>, into gradient: UnsafeMutablePointer<Float>, _ setting: MaskSetting)

    static func writeKept(
        of weights: UnsafePointer<Float>, in range: Range<Int>, lastPruned: Int32,
        into output: UnsafeMutablePointer<Float>, writesMask: Bool)

    static func countEnds(
        _ values: UnsafeRawPointer, in range: Range<Int>, low: Int32, high: Int32
    ) -> (belowLow: Int, notAboveHigh: Int)

    static func scan(
        _ values: UnsafeRawPointer, in range: Range<Int>, low: Int32, high: Int32,
        into output: UnsafeMutablePointer<Int32>, capacity: Int
    ) -> ScanResult

    static func bisect(
        _ values: UnsafeRawPointer, count: Int, lowerRank: Int, upperRank: Int
    ) -> (lower: Int32, upper: Int32, largest: Int32)
}

extension VectorPasses: WeightPasses {}
extension WideKernels.VectorPasses: WeightPasses {}

/// A set of instructions that ``WeightPasses`` are compiled for. No result depends on it.
package enum PassLevel: CaseIterable, Sendable {
    /// AVX2 and FMA, as the rest of this module.
    case vector
    /// AVX-512 F, VL, DQ and BW.
    case wide

    /// Whether this processor has the instructions.
    package var isSupported: Bool {
        self == .wide
            ? ProcessorFeatures.supportsWideKernels : ProcessorFeatures.supportsVectorKernels
    }

    /// The passes.
    package var passes: any WeightPasses.Type {
        self == .wide ? WideKernels.VectorPasses.self : VectorPasses.self
    }

    /// The widest that this processor has.
    static let best: PassLevel = ProcessorFeatures.supportsWideKernels ? .wide : .vector
}
