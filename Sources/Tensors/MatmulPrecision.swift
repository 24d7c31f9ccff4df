/// How exactly products of single-precision matrices are computed; the names are those of PyTorch's
/// `set_float32_matmul_precision`.
public enum MatmulPrecision: String, Sendable, CaseIterable {
    /// In single precision.
    case highest
    /// With factors that have at least 11 bits, such as TF32, where the device is faster with them.
    case high
    /// With factors that have at least 8 bits, such as bfloat16, where the device is faster with them.
    case medium
}
