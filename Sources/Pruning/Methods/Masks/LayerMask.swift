import Layers
import Tensors

/// Which units of one layer a method keeps, from one step to the next.
final class LayerMask {
    /// The units of each group that ``prune(_:lowest:)`` has pruned.
    private(set) var prunedCount = 0

    /// `[groups, units]`, 1 for a unit that is kept and 0 for one that is pruned; `nil` while all
    /// are kept.
    var units: Tensor?

    private let layerName: String
    private let device: Device
    private let heldUnits: Tensor?

    init(_ layer: PrunedLayer) {
        layerName = layer.name
        heldUnits = layer.heldUnits
        device = layer.device
    }

    /// Prunes the `count` units of each group with the lowest `scores`, `[groups, units]`, those
    /// whose zeros are held before all others.
    ///
    /// - Throws: ``PruningError/notFinite(layer:)`` if one in the memory of the processor is not a
    ///   number.
    func prune(_ count: Int, lowest scores: () throws -> Tensor) throws {
        let chosen = try withoutGradients { () -> Tensor? in
            guard count > 0 else { return nil }
            return try hardMask(
                of: scores().checkedToBeNumbers(in: layerName).below(where: heldUnits),
                prunedCount: count)
        }
        (units, prunedCount) = (chosen, count)
    }

    /// Goes back to a mask that had been chosen, or to none.
    func restore(_ units: Tensor?) throws {
        self.units = try units?.moved(to: device)
        guard let units else { return prunedCount = 0 }
        prunedCount = units.shape[1] - Int(try units.sum().item()) / units.shape[0]
    }

    /// The mask in a shape that can be multiplied with weights of `shape` that `pattern` sees as units;
    /// `nil` while all units are kept.
    func spread(by pattern: any Pattern, overShape shape: [Int]) throws -> Tensor? {
        try units.map { try pattern.spread($0, overShape: shape) }
    }

    /// The mask in a shape that can be multiplied with the parameter of `member`; `nil` while all units
    /// are kept.
    func spread(over member: LayerMember) throws -> Tensor? {
        try spread(by: member.pattern, overShape: member.parameter.tensor.shape)
    }

    /// `scores`, at least 0, with those of pruned units moved below all others: an order in which
    /// units that have been pruned go first.
    func prunedFirst(_ scores: Tensor) throws -> Tensor {
        guard let units else { return scores }
        let below = try scores - (scores.maximum() * 2 + 1)
        return try scores.selected(where: units.isGreater(than: 0.5), otherwise: below)
    }
}
