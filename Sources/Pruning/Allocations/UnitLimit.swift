/// What a layer's number of pruned units per group may be.
enum UnitLimit {
    case exactly(Int)
    case atMost(Int)

    var range: ClosedRange<Int> {
        switch self {
        case .exactly(let count): count...count
        case .atMost(let count): 0...count
        }
    }
}

extension PrunedLayer {
    /// What the pattern says; otherwise all units of a group but one.
    var defaultLimit: UnitLimit {
        patternUnitCount.map(UnitLimit.exactly) ?? .atMost(max(unitsPerGroup - 1, 0))
    }

    /// The weights that one more unit in every group prunes.
    var weightsPerStep: Int { groupCount * weightsPerUnit }

    /// The units of each group that make `sparsity`, rounded; at least one stays.
    ///
    /// - Throws: ``PruningError/invalidSparsity(_:layer:)`` outside `0..<1`, or
    ///   ``PruningError/sparsityAgainstPattern(_:layer:pattern:allowed:)`` where the pattern itself
    ///   says how many and `sparsity` is neither that nor 0.
    func unitCount(forSparsity sparsity: Double) throws -> Int {
        guard sparsity >= 0, sparsity < 1 else {
            throw PruningError.invalidSparsity(sparsity, layer: name)
        }
        guard let patternUnitCount else {
            let count = Int((sparsity * Double(unitsPerGroup)).rounded())
            return min(count, max(unitsPerGroup - 1, 0))
        }
        if sparsity == 0 { return 0 }
        let zeros = zeroCount(prunedUnitCount: patternUnitCount)
        guard Int((sparsity * Double(weightCount)).rounded()) == zeros else {
            throw PruningError.sparsityAgainstPattern(
                sparsity, layer: name, pattern: pattern.description,
                allowed: Double(zeros) / Double(weightCount))
        }
        return patternUnitCount
    }
}

/// Shares zeros out among `layers` by a rule that knows no limits, so that the limits hold and the
/// total stays: round(`sparsity` · weights).
///
/// Where the rule gives a layer more than its limit, the layer gets the limit and the rule is asked
/// again for the other layers and the zeros that are still missing. The rule takes layers and a
/// number of zeros and gives units of each group; asked for more zeros it must not prune less of any
/// layer. Where the patterns of all layers say how many units are pruned, `sparsity` means nothing.
///
/// - Throws: ``PruningError/unreachableSparsity(_:allowed:)`` if the limits leave no room.
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
