/// A given sparsity for every layer.
///
///     let allocation = ExplicitAllocation { path in path.hasPrefix("layer4") ? 0.95 : 0.8 }
///
/// The sparsity of the network follows from those of the layers; the one that the pruner was given
/// means nothing.
public struct ExplicitAllocation: Allocation {
    private let sparsities: @Sendable ([PrunedLayer]) throws -> [Double?]

    /// Creates an allocation from rules, exceptions first: of several rules that match a layer the
    /// first one holds.
    public init(_ rules: [LayerSparsity]) {
        sparsities = { try rules.sparsities(of: $0) }
    }

    /// Creates an allocation from a function.
    ///
    /// - Parameter sparsity: Returns the share of zeros, in `0..<1`, for the path of a weight, or `nil`
    ///   where it has none to give. Of parameters that share a mask the first that has one decides.
    public init(_ sparsity: @escaping @Sendable (_ path: String) -> Double?) {
        sparsities = { layers in layers.map { $0.paths.lazy.compactMap(sparsity).first } }
    }

    /// `explicit`.
    public var description: String { "explicit" }

    /// Yes.
    public var hasOwnSparsities: Bool { true }

    /// round(sparsity · units) of every layer.
    ///
    /// - Throws: ``PruningError/unknownLayer(_:first:last:count:)`` if a rule matches no layer,
    ///   ``PruningError/missingLayer(_:)`` if a layer has no sparsity,
    ///   ``PruningError/invalidSparsity(_:layer:)`` if it has one outside `0..<1`, or
    ///   ``PruningError/sparsityAgainstPattern(_:layer:pattern:allowed:)`` if the pattern of a layer
    ///   says how many units are pruned and its sparsity is another.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        try zip(layers, sparsities(layers)).map { layer, sparsity in
            guard let sparsity else { throw PruningError.missingLayer(layer.name) }
            return try layer.unitCount(forSparsity: sparsity)
        }
    }
}
