/// Rounds wanted numbers of pruned units to whole ones that together make `zeroCount` zeros.
///
/// The method of the largest remainder: every number is rounded down, then one unit more goes to the
/// layers with the largest remainders, earlier layers first, until enough weights are pruned.
///
/// - Parameters:
///   - wanted: The units of each group to prune, layer by layer, which make `zeroCount` zeros but
///     for rounding errors.
///   - layers: One per number.
///   - zeroCount: The total.
/// - Returns: Whole numbers, each `wanted` rounded down or up.
func apportioned(_ wanted: [Double], among layers: [PrunedLayer], zeroCount: Int) -> [Int] {
    var counts = wanted.map { Int($0) }
    var missing = zeroCount - zip(counts, layers).reduce(0) { $0 + $1.0 * $1.1.weightsPerStep }
    let remainders = zip(wanted, counts).map { $0 - Double($1) }
    let order = wanted.indices.sorted {
        (remainders[$1], $0) < (remainders[$0], $1)
    }
    for index in order where missing > 0 {
        counts[index] += 1
        missing -= layers[index].weightsPerStep
    }
    return counts
}
