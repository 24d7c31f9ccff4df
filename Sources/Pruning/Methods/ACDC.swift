// "AC/DC: Alternating Compressed/DeCompressed Training of Deep Neural Networks", Peste, Iofinova,
// Vladu and Alistarh, NeurIPS 2021, arXiv:2106.12379, with the phases of its authors' recipe of 100
// epochs scaled to the length of the run.

import Layers
public import Optimization
public import Tensors

/// Training that alternates between sparse and dense phases, and ends with a sparse one.
///
/// Dense for the first tenth of the run; then phases of a few epochs, sparse first; dense from 75 %
/// to 85 % of the run; sparse to the end, for one epoch at least. Each sparse phase begins with one cut by magnitude, for
/// which the zeros are shared out among the layers anew. When a dense phase begins, the pruned weights
/// start from zero, and the momentum of the pruned layers is forgotten. (Its authors forget that of
/// all parameters.)
///
/// The schedule of the pruner has no effect while training is dense; it is meant to be ``OneShot``.
public final class ACDC: MaskedMethod {
    /// The length of the run.
    public let epochCount: Int

    /// The length of a phase.
    public let phaseEpochCount: Int

    var masks = LayerMasks()
    private var isSparse = false
    private var resets: [MomentumReset] = []

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - epochCount: The length of the run.
    ///   - phaseEpochCount: The length of a phase.
    /// - Throws: ``PruningError`` if a number is out of its range.
    public init(epochCount: Int, phaseEpochCount: Int = 5) throws {
        self.epochCount = try checkedEpochCount(epochCount)
        self.phaseEpochCount = try phaseOption.checked(phaseEpochCount, of: "ac-dc")
    }

    /// `ac-dc`.
    public var name: String { "ac-dc" }

    /// Goes back to other masks.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try masks.restore(state)
        isSparse = !state.isEmpty
    }

    /// Whether `epoch` belongs to a sparse phase.
    public func isSparse(inEpoch epoch: Int) -> Bool {
        let first = (epochCount + 5) / 10
        let last = min((17 * epochCount + 10) / 20, epochCount - 1)
        if epoch >= last { return true }
        if epoch < first || epoch >= (3 * epochCount + 2) / 4 { return false }
        return (epoch - first) / phaseEpochCount % 2 == 0
    }

    /// Where a sparse phase begins.
    public func reallocates(at occasion: AllocationOccasion) -> Bool {
        guard case .step(let moment) = occasion else { return false }
        return !isSparse && isSparse(inEpoch: moment.epoch)
    }

    /// Cuts where a sparse phase begins, and opens all weights again where a dense one does.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        let wasSparse = isSparse
        isSparse = isSparse(inEpoch: moment.epoch)
        if wasSparse, !isSparse { try decompress(layers) }
        if !isSparse { for layer in layers { layer.prunedUnitCount = 0 } }
        try masks.follow(layers) { try $0.magnitudes() }
    }

    private func decompress(_ layers: [PrunedLayer]) throws {
        try withoutGradients {
            for layer in layers {
                for member in layer.allMembers {
                    guard let mask = try masks[layer].spread(over: member) else { continue }
                    try member.parameter.tensor.multiply(by: mask)
                    resets.append(MomentumReset(member.parameter))
                }
            }
        }
    }

    /// Everything about the pruned layers where a dense phase has begun.
    public func takeMomentumResets() -> [MomentumReset] {
        defer { resets = [] }
        return resets
    }
}

private let phaseOption = MethodOption(
    "phase-epochs", in: 1...1000, default: 5, isWhole: true, "the length of a phase in epochs")

extension MethodDescription {
    static let acdc = MethodDescription(
        "ac-dc", "alternates between sparse and dense phases", options: [phaseOption],
        defaults: MethodDefaults(schedule: "one-shot", startsAtOnce: true)
    ) {
        try ACDC(epochCount: $0.run.epochCount, phaseEpochCount: Int($0[phaseOption]))
    }
}
