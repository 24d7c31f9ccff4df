// "Rigging the Lottery: Making All Tickets Winners" (RigL), Evci, Gale, Menick, Castro and Elsen,
// ICML 2020, arXiv:1911.11134. Different from its authors' code: the first mask keeps the largest of
// the initial weights instead of random ones, and the step of an exchange also trains the weights.

import Optimization

/// Sparse training from the start whose mask moves: weak weights are exchanged for those with the
/// largest gradients.
///
/// Meant to be used from the first epoch on with ``ERKAllocation`` and the ``OneShot`` schedule. The
/// pruner has to be advanced before every step. Hardening uses the last mask.
///
/// A weight that is grown where the gradient is zero, as in a channel that gives nothing, is kept all
/// the same: hardening writes the least normal number for it, so that the zeros are those promised.
/// Zeros that the network came with are not grown.
public final class RigL: RegrowingMethod {
    let regrowth: Regrowth
    var masks = LayerMasks()
    var resets: [MomentumReset] = []

    /// Creates the method, with the numbers of its authors.
    ///
    /// - Parameters:
    ///   - epochCount: The length of the run; exchanges end after three quarters of it.
    ///   - interval: The number of steps between exchanges.
    ///   - dropShare: The share of the kept weights that is exchanged in the beginning; it falls as
    ///     half a cosine period.
    /// - Throws: ``PruningError`` if a number is out of its range.
    public init(epochCount: Int, interval: Int = 100, dropShare: Double = 0.3) throws {
        regrowth = Regrowth(
            interval: try intervalOption.checked(interval, of: "rigl"),
            initialShare: try shareOption.checked(dropShare, of: "rigl"),
            end: 0.75 * Double(try checkedEpochCount(epochCount)))
    }

    /// `rigl`.
    public var name: String { "rigl" }
}

private let intervalOption = MethodOption(
    "interval", in: 1...1e6, default: 100, isWhole: true, "steps between exchanges")
private let shareOption = MethodOption(
    "drop-share", in: 0...1, default: 0.3,
    "the share of the kept weights that is exchanged in the beginning")

extension MethodDescription {
    static let rigL = MethodDescription(
        "rigl", "sparse from the start; exchanges weak weights for those with large gradients",
        patterns: [.unstructured, .blocks], options: [intervalOption, shareOption],
        defaults: MethodDefaults(schedule: "one-shot", allocation: "erk", startsAtOnce: true)
    ) {
        try RigL(
            epochCount: $0.run.epochCount, interval: Int($0[intervalOption]),
            dropShare: $0[shareOption])
    }
}
