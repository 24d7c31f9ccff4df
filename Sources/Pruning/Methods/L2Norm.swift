// "Pruning Filters for Efficient ConvNets", Li, Kadav, Durdanovic, Samet and Graf, ICLR 2017,
// arXiv:1608.08710. The variant with the L2 norm, which its authors found to work as well as the L1
// norm, and with pruning while training.

/// Prunes the output channels with the smallest L2 norms, gradually; only kept ones are trained.
///
/// It is ``GradualMagnitude`` for channels, whose magnitude is their L2 norm.
public final class L2Norm: MaskedMethod {
    var masks = LayerMasks()

    /// Creates the method.
    public init() {}

    /// `l2-norm`.
    public var name: String { "l2-norm" }

    /// A new mask is chosen wherever the number changes.
    public var allowsReallocation: Bool { true }
}

extension MethodDescription {
    static let l2Norm = MethodDescription(
        "l2-norm", "masks the channels with the smallest norms", patterns: [.channels]
    ) { _ in L2Norm() }
}
