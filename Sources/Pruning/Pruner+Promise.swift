public import Sparsity

extension Pruner {
    /// What can be promised of the network now that its zeros have been written: those of every pruned
    /// weight. Weights that are not pruned are left out.
    ///
    /// - Throws: ``PruningError/notHardened`` before ``harden()``.
    public var promise: SparsityPromise {
        get throws {
            guard isHardened else { throw PruningError.notHardened }
            let counts = try layers.flatMap { layer in
                try zip(layer.paths, layer.parameters).map { ($0, try $1.zeroCount()) }
            }
            return promise(
                Dictionary(counts) { first, _ in first }, sparsity: targetSparsity)
        }
    }

    /// What will be promised when every layer loses its number of units per group.
    public func promise(unitCounts: [Int]) -> SparsityPromise {
        let counts = zip(layers, unitCounts).flatMap { layer, unitCount in
            zip(layer.paths, layer.leastZeroCounts(prunedUnitCount: unitCount))
        }
        // Several layers may have channels of one parameter.
        return promise(
            Dictionary(counts, uniquingKeysWith: +),
            sparsity: targetSparsity(unitCounts: unitCounts))
    }

    /// The pattern, or none where the network came with zeros that do not come in whole blocks or channels.
    private var promisedPattern: any Pattern {
        let pattern = layers[0].pattern
        let isWhole = pattern.family == .blocks || pattern.family == .channels
        return isWhole && layers.contains(where: \.holdsPartsOfUnits) ? Unstructured() : pattern
    }

    private func promise(_ zeroCounts: [String: Int], sparsity: Double) -> SparsityPromise {
        SparsityPromise(
            pattern: promisedPattern.description, method: method.name, sparsity: sparsity,
            zeroCounts: zeroCounts, channelAxes: channelAxes)
    }

    /// The axes of channels that do not lie along the first, by the paths of their weights.
    private var channelAxes: [String: Int]? {
        let axes = layers.flatMap(\.members).compactMap { member in
            (member.pattern as? PlacedChannels).map { (member.path, $0.axis) }
        }.filter { $0.1 != 0 }
        return axes.isEmpty ? nil : Dictionary(axes) { first, _ in first }
    }
}
