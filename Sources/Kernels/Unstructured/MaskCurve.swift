/// How a soft mask rises with the magnitude, all of m = sigmoid((w² − t²)/τ).
///
/// The raw value is the root of max(0, 2m − 1) that is taken.
public enum MaskCurve: Int, CaseIterable, Sendable {
    /// m: one half at the threshold, and nowhere 0.
    case soft = 0

    /// max(0, 2m − 1): 0 up to the threshold, and straight above it.
    case centred = 1

    /// The cube root of max(0, 2m − 1): 0 up to the threshold, and steep above it. Gradients have the factor
    /// min(1, 2m).
    case steep = 3
}
