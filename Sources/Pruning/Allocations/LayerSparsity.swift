/// A sparsity for the layers whose paths match a pattern.
public struct LayerSparsity: Equatable, Sendable {
    /// The layers.
    public let paths: PathGlob

    /// The share of zeros, in `0..<1`.
    public let sparsity: Double

    /// Which channels of the parameter are meant, as ``LayerMember/channels``; `nil` for any.
    private var channels: String?

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

    /// Creates a rule for the layer with some channels of a parameter.
    init(_ path: String, channels: String?, sparsity: Double) throws {
        try self.init(PathGlob(path), sparsity: sparsity)
        self.channels = channels
    }

    /// The rule with `share` times the sparsity.
    func scaled(by share: Double) throws -> LayerSparsity {
        var scaled = try LayerSparsity(paths, sparsity: share * sparsity)
        scaled.channels = channels
        return scaled
    }

    func matches(_ layer: PrunedLayer) -> Bool {
        layer.members.contains { member in
            paths.matches(member.path) && (channels == nil || channels == member.channels)
        }
    }
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
