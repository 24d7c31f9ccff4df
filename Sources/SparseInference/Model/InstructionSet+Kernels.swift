import AVX2Kernels
import AVX512Kernels
import InferenceKernels
import PortableKernels

extension InstructionSet {
    /// The kernels that are compiled for these instructions.
    var kernels: Kernels {
        switch self {
        case .portable: PortableKernels.Level.self
        case .avx2: AVX2Kernels.Level.self
        case .avx512: AVX512Kernels.Level.self
        }
    }
}
