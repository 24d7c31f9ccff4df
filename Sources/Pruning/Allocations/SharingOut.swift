/// Shares zeros out among `layers` by a rule that knows no limits, so that the limits hold and the
/// total stays: round(`sparsity` · weights).
///
/// Where the rule gives a layer more than its limit, the layer gets the limit and the rule is asked
/// again for the other layers and the zeros that are still missing. The rule takes layers and a
/// number of zeros and gives units of each group; asked for more zeros it must not prune less of any
/// layer. Where the patterns of all layers say how many units are pruned, `sparsity` means nothing.
///
/// - Throws: ``PruningError/unreachableSparsity(_:allowed:limits:)`` if the limits leave no room.
func shareOut(
    sparsity: Double, among layers: [PrunedLayer], limits: [UnitLimit],
    by share: (_ layers: [PrunedLayer], _ zeroCount: Int) throws -> [Int]
) throws -> [Int] {
    if layers.allSatisfy({ $0.patternUnitCount != nil }) {
        return limits.map(\.range.upperBound)
    }
    let zeroCount = try wantedZeroCount(sparsity: sparsity, layers: layers, limits: limits)
    var counts = limits.map { $0.range.count == 1 ? $0.range.lowerBound : nil }
    while true {
        let open = counts.indices.filter { counts[$0] == nil }
        let settled = zip(layers, counts).reduce(0) {
            $0 + $1.0.zeroCount(prunedUnitCount: $1.1 ?? 0)
        }
        let shares = try share(open.map { layers[$0] }, max(0, zeroCount - settled))
        let shared = zip(open, shares)
        let excessive = shared.filter { index, count in count > limits[index].range.upperBound }
        for (index, count) in excessive.isEmpty ? Array(shared) : excessive {
            counts[index] = min(count, limits[index].range.upperBound)
        }
        if excessive.isEmpty { return counts.map { $0 ?? 0 } }
    }
}

/// round(sparsity · weights), within what the limits allow.
private func wantedZeroCount(sparsity: Double, layers: [PrunedLayer], limits: [UnitLimit]) throws
    -> Int
{
    let weightCount = layers.reduce(0) { $0 + $1.weightCount }
    let zeroCount = Int((sparsity * Double(weightCount)).rounded())
    let bounds = zip(layers, limits).map { layer, limit in
        (
            fewest: layer.zeroCount(prunedUnitCount: limit.range.lowerBound),
            most: layer.zeroCount(prunedUnitCount: limit.range.upperBound)
        )
    }
    let fewest = bounds.reduce(0) { $0 + $1.fewest }
    let most = bounds.reduce(0) { $0 + $1.most }
    guard zeroCount >= fewest, zeroCount <= most else {
        let millionths = [fewest, most].map { (Double($0) / Double(weightCount) * 1e6).rounded() }
        throw PruningError.unreachableSparsity(
            sparsity, allowed: millionths[0] / 1e6...millionths[1] / 1e6)
    }
    return zeroCount
}
