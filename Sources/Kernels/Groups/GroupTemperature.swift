/// The temperature τ of the soft mask of each group, in squared units of the weights.
public enum GroupTemperature: Equatable, Sendable {
    /// The same τ for every group, finite and above 0.
    case fixed(Float)

    /// τ as a multiple, finite and above 0, of the squared threshold of the group. It is taken as
    /// the least normal float where it would be less, as in a group of zeros.
    case relative(Float)

    /// The number of either case.
    var number: Float {
        switch self {
        case .fixed(let number), .relative(let number): number
        }
    }

    @inline(__always)
    func formula(thresholds: Lanes, root: Int) -> SoftMaskFormula {
        switch self {
        case .fixed(let number):
            SoftMaskFormula(thresholds: thresholds, temperature: number, root: root)
        case .relative(let factor):
            SoftMaskFormula(
                thresholds: thresholds, relativeTemperature: factor, root: root)
        }
    }
}
