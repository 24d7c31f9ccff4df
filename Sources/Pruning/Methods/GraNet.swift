// "Sparse Training via Boosting Pruning Plasticity with Neuroregeneration" (GraNet), Liu, Chen, Chen,
// Atashgahi, Yin, Kou, Shen, Pechenizkiy, Wang and Mocanu, NeurIPS 2021, arXiv:2106.10404. Different
// from its authors' code: between exchanges the sparsity rises as the schedule says, an exchange
// comes before the step of the optimizer, and the layers' shares come from the pruner's allocation.

import Optimization

/// Gradual magnitude pruning whose mask moves: weak weights are exchanged for those with the largest
/// gradients, as in ``RigL``.
///
/// Meant to be used with ``CubicRamp`` and ``GlobalMagnitudeAllocation``: at every exchange the zeros
/// are shared out among the layers anew. The pruner has to be advanced before every step. Hardening
/// uses the last mask.
///
/// A weight that is grown where the gradient is zero, as in a channel that gives nothing, is kept all
/// the same: hardening writes the least normal number for it, so that the zeros are those promised.
/// Zeros that the network came with are not grown.
public final class GraNet: RegrowingMethod {
    let regrowth: Regrowth
    var masks = LayerMasks()
    var resets: [MomentumReset] = []

    /// Creates the method, with the numbers of its authors.
    ///
    /// - Parameters:
    ///   - epochCount: The length of the run; the share that is exchanged falls to 0 over it.
    ///   - interval: The number of steps between exchanges.
    ///   - dropShare: The share of the kept weights that is exchanged in the beginning.
    /// - Throws: ``PruningError`` if a number is out of its range.
    public init(epochCount: Int, interval: Int = 100, dropShare: Double = 0.5) throws {
        regrowth = Regrowth(
            interval: try intervalOption.checked(interval, of: "granet"),
            initialShare: try shareOption.checked(dropShare, of: "granet"),
            end: Double(try checkedEpochCount(epochCount)))
    }

    /// `granet`.
    public var name: String { "granet" }

    /// At every exchange.
    public func reallocates(at occasion: AllocationOccasion) -> Bool {
        guard case .step(let moment) = occasion else { return false }
        return regrowth.isDue(at: moment)
    }
}

private let intervalOption = MethodOption(
    "interval", in: 1...1e6, default: 100, isWhole: true, "steps between exchanges")
private let shareOption = MethodOption(
    "drop-share", in: 0...1, default: 0.5,
    "the share of the kept weights that is exchanged in the beginning")

extension MethodDescription {
    static let graNet = MethodDescription(
        "granet", "gradual pruning that exchanges weak weights for those with large gradients",
        patterns: [.unstructured, .blocks], options: [intervalOption, shareOption]
    ) {
        try GraNet(
            epochCount: $0.run.epochCount, interval: Int($0[intervalOption]),
            dropShare: $0[shareOption])
    }
}
