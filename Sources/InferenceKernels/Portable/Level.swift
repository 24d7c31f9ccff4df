public import InferenceKernels

/// The kernels, compiled for the instructions of this module.
public enum Level: KernelLevel {
    /// The lanes whose sums fit into registers.
    public static var tileLaneCount: Int {
        #if FUSED || arch(arm64)
            64
        #else
            32
        #endif
    }
}
