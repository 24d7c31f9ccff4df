import Kernels

/// A set of instructions that the kernels of inference are compiled for.
public enum InstructionSet: String, CaseIterable, Sendable {
    /// What every processor of this kind has: SSE2 on x86-64, NEON on arm64.
    case portable
    /// AVX2 and FMA.
    case avx2
    /// AVX-512 F, VL, DQ and BW.
    case avx512

    /// Whether this processor and its system have the instructions.
    public var isSupported: Bool {
        switch self {
        case .portable: true
        case .avx2: ProcessorFeatures.supportsVectorKernels
        case .avx512: ProcessorFeatures.supportsWideKernels
        }
    }

    /// The widest that this processor has.
    public static let best: InstructionSet = allCases.last { $0.isSupported } ?? .portable
}
