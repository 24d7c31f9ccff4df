public import Layers
import Tensors

/// The weights of a network that are to be pruned, and those that are not.
struct WeightChoice {
    /// What is to be pruned, each parameter once.
    private(set) var chosen: [NamedParameter] = []

    /// What is not, each parameter once.
    private(set) var excluded: [Exclusion] = []

    /// What may lose channels that others lose, by path.
    private var followers: [String: NamedParameter] = [:]

    /// Chooses the weights.
    ///
    /// - Parameters:
    ///   - network: The network.
    ///   - pattern: What is pruned together.
    ///   - hasCouplings: Whether couplings say along which axis the channels of a weight lie.
    ///   - isPrunable: Whether to prune a parameter; `nil` for what is pruned by default.
    init(
        _ network: any Module, pattern: some Pattern, hasCouplings: Bool,
        where isPrunable: ((NamedParameter) -> Bool)?
    ) {
        let isPrunable = isPrunable ?? network.isPrunable(in: pattern)
        let outputs = network.outputs(of: pattern)
        for places in network.weightPlaces {
            let first = places[0]
            if !first.parameter.isMatrix {
                excluded.append(Exclusion(first, reason: "less than two dimensions"))
            } else if let refused = places.first(where: { !isPrunable($0) }) {
                let isOutput = outputs.contains(ObjectIdentifier(first.parameter))
                if !refused.isPrunableByDefault { followers[first.path] = first }
                excluded.append(
                    Exclusion(
                        first,
                        reason: isOutput && refused.isPrunableByDefault
                            ? "its channels are the outputs of the network"
                            : refused.reasonNotPrunable))
            } else if !(hasCouplings && first.parameter.hasOutputsAlongSecondAxis),
                let obstacle = pattern.obstacle(to: first.parameter)
            {
                excluded.append(Exclusion(first, reason: obstacle))
            } else {
                chosen.append(first)
            }
        }
        for named in network.namedParameters
        where !named.parameter.kind.isWeight || !named.parameter.isMatrix {
            followers[named.path] = named
        }
    }

    /// One layer for each coupling whose channels can all be pruned; everything else stays dense.
    ///
    /// A coupling is left out if one of the weights that make its channels is not chosen.
    ///
    /// - Throws: ``PruningError/unequalUnits(layers:)``.
    mutating func layers(of couplings: [ChannelCoupling]) throws -> [PrunedLayer] {
        var division = ChannelDivision(chosen, followers: followers)
        let layers = try couplings.compactMap { try division.layer(of: $0) }
        excluded += division.exclusions
        let pruned = Set(layers.flatMap(\.paths))
        chosen.removeAll { !pruned.contains($0.path) }
        return layers
    }

    /// One layer for each group of `sharing`, where its first parameter stands, and one for each
    /// parameter that is in no group; several where the units of `pattern` are not all equal.
    ///
    /// - Throws: ``PruningError/unknownLayer(_:first:last:count:)`` for paths that nothing chosen has,
    ///   or ``PruningError/unequalUnits(layers:)``.
    func layers(sharing: [[PathGlob]], pattern: some Pattern) throws -> [PrunedLayer] {
        for paths in sharing.joined() where !chosen.contains(where: { paths.matches($0.path) }) {
            throw PruningError.unknownLayer(
                paths.description, first: chosen[0].path, last: chosen[chosen.count - 1].path,
                count: chosen.count)
        }
        let groups = chosen.map { named in
            sharing.firstIndex { $0.contains { $0.matches(named.path) } }
        }
        return try chosen.indices.flatMap { index in
            guard let group = groups[index] else {
                return try PrunedLayer.layers(of: [chosen[index]], pattern: pattern)
            }
            guard groups.firstIndex(of: group) == index else { return [] }
            let members = zip(chosen, groups).filter { $0.1 == group }.map(\.0)
            return try PrunedLayer.layers(of: members, pattern: pattern)
        }
    }
}

extension Module {
    /// What is pruned in `pattern` where nothing else is said: the weights of
    /// ``NamedParameter/isPrunableByDefault``, for channels without the ``Module/findOutputWeights()``.
    public func isPrunable(in pattern: any Pattern) -> (NamedParameter) -> Bool {
        let outputs = outputs(of: pattern)
        return { $0.isPrunableByDefault && !outputs.contains(ObjectIdentifier($0.parameter)) }
    }

    /// The weights whose channels in `pattern` are the outputs of the network.
    fileprivate func outputs(of pattern: any Pattern) -> Set<ObjectIdentifier> {
        guard pattern.family == .channels else { return [] }
        return Set(findOutputWeights().map { ObjectIdentifier($0) })
    }

    /// The weights, each under its first path, whose zeros are to be held: those for which `holdsZeros`
    /// is true and that no other pruner has.
    func weights(holdingZeros holdsZeros: ((NamedParameter) -> Bool)?) throws -> [NamedParameter] {
        try weightPlaces.compactMap { places in
            let first = places[0]
            guard first.parameter.isMatrix, !first.parameter.isTaken else { return nil }
            let isHeld = try holdsZeros.map { places.contains(where: $0) } ?? first.isPartlyZero
            return isHeld ? first : nil
        }
    }

    /// The places of every weight, parameter by parameter in the order of their first places.
    fileprivate var weightPlaces: [[NamedParameter]] {
        var places: [[NamedParameter]] = []
        var indices: [ObjectIdentifier: Int] = [:]
        for named in namedParameters where named.parameter.kind.isWeight {
            let id = ObjectIdentifier(named.parameter)
            if let index = indices[id] {
                places[index].append(named)
            } else {
                indices[id] = places.count
                places.append([named])
            }
        }
        return places
    }
}

extension Pattern {
    /// Why `parameter` cannot have this pattern; `nil` if it can.
    fileprivate func obstacle(to parameter: Parameter) -> String? {
        if parameter.hasOutputsAlongSecondAxis, family != .unstructured {
            return Parameter.outputsAlongSecondAxis
        }
        let shape = parameter.tensor.shape
        if case .convolution(let groups) = parameter.kind, let blocks = self as? OutputBlocks,
            let obstacle = blocks.obstacle(toOutputs: shape[0], inGroups: groups)
        {
            return obstacle
        }
        return obstacle(toShape: shape)
    }
}

extension NamedParameter {
    /// Whether the parameter is the weight of a linear layer or of a convolution that is not
    /// depthwise, and the network does not keep it dense.
    public var isPrunableByDefault: Bool {
        parameter.kind.isWeight && parameter.isMatrix && !isDepthwise && !parameter.isKeptDense
    }

    private var isDepthwise: Bool {
        guard case .convolution(let groups) = parameter.kind else { return false }
        return groups > 1 && parameter.tensor.shape[1] == 1
    }

    var reasonNotPrunable: String {
        if isDepthwise { return "depthwise convolution" }
        return parameter.isKeptDense ? "kept dense by the network" : "excluded by the filter"
    }
}

extension Parameter {
    /// Whether the values have the dimensions of weights: a scale of one's own has one or none.
    var isMatrix: Bool { tensor.shape.count >= 2 }

    /// Why weights with ``hasOutputsAlongSecondAxis`` have no outputs along their first.
    static let outputsAlongSecondAxis =
        "the outputs of a transposed convolution lie along its second axis"

    /// Whether the outputs are not those of the first axis.
    var hasOutputsAlongSecondAxis: Bool {
        if case .transposedConvolution = kind { true } else { false }
    }

    /// Whether a pruner, or somebody else, changes the values.
    var isTaken: Bool { transform != nil || zeroMask != nil }
}

extension Parameter.Kind {
    /// Whether the parameter is the weight of a convolution or a linear layer, or of a layer of
    /// one's own.
    var isWeight: Bool {
        switch self {
        case .convolution, .transposedConvolution, .linear, .other: true
        case .embedding, .bias, .scale: false
        }
    }
}
