/// A sparsity for the layers whose paths match a pattern.
public struct LayerSparsity: Equatable, Sendable {
    /// The layers.
    public let paths: PathGlob

    /// The share of zeros, in `0..<1`.
    public let sparsity: Double

    /// Creates a rule.
    ///
    /// - Throws: ``PruningError/invalidSparsity(_:layer:)`` if `sparsity` is not in `0..<1`.
    public init(_ paths: PathGlob, sparsity: Double) throws {
        guard sparsity >= 0, sparsity < 1 else {
            throw PruningError.invalidSparsity(sparsity, layer: paths.description)
        }
        self.paths = paths
        self.sparsity = sparsity
    }

    func matches(_ layer: PrunedLayer) -> Bool { layer.paths.contains(where: paths.matches) }
}

extension [LayerSparsity] {
    /// The sparsity that the first matching rule gives each layer; `nil` where none matches.
    ///
    /// - Throws: ``PruningError/unknownLayer(_:first:last:count:)`` if a rule matches no layer.
    func sparsities(of layers: [PrunedLayer]) throws -> [Double?] {
        if let first = layers.first, let last = layers.last,
            let idle = self.first(where: { rule in !layers.contains(where: rule.matches) })
        {
            throw PruningError.unknownLayer(
                idle.paths.description, first: first.name, last: last.name, count: layers.count)
        }
        return layers.map { layer in self.first { $0.matches(layer) }?.sparsity }
    }
}
