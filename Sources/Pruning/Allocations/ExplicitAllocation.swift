/// A given sparsity for every layer.
///
/// The sparsity of the network follows from those of the layers; the one that the pruner was given
/// means nothing.
public struct ExplicitAllocation: Allocation {
    /// The sparsities; of several rules that match a layer the first one holds.
    public let rules: [LayerSparsity]

    /// Creates an allocation from rules, exceptions first.
    public init(_ rules: [LayerSparsity]) {
        self.rules = rules
    }

    /// `explicit`.
    public var description: String { "explicit" }

    /// Yes.
    public var hasOwnSparsities: Bool { true }

    /// round(sparsity · units) of every layer.
    ///
    /// - Throws: ``PruningError/unknownLayer(_:first:last:count:)`` if a rule matches no layer,
    ///   ``PruningError/missingLayer(_:)`` if a layer matches no rule, or
    ///   ``PruningError/sparsityAgainstPattern(_:layer:pattern:allowed:)`` if the pattern of a layer
    ///   says how many units are pruned and a rule says otherwise.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        let sparsities = try rules.sparsities(of: layers)
        return try zip(layers, sparsities).map { layer, sparsity in
            guard let sparsity else { throw PruningError.missingLayer(layer.name) }
            return try layer.unitCount(forSparsity: sparsity)
        }
    }
}
