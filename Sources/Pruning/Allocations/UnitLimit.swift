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
