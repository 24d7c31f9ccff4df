public import Layers
public import Tensors

extension Pruner {
    /// Writes exact zeros into the weights and ends pruning: the network is an ordinary dense one
    /// from here on. Doing it again changes nothing.
    ///
    /// Every layer gets all the zeros of its target, even where the schedule has not reached it, and
    /// keeps those that it came with.
    ///
    /// - Throws: ``PruningError/notFinite(layer:)`` if training has diverged, or
    ///   ``PruningError/untrainedParameters(method:count:)`` if it has left out what the method has to
    ///   learn.
    public func harden() throws {
        if !isFrozen, !isHardened { try checkOwnParameters() }
        try setFinalCounts()
        for (parameter, weight) in try hardWeights(of: transformedLayers) {
            try withoutGradients { try parameter.tensor.copy(from: weight) }
            parameter.transform = nil
        }
        for named in held { named.parameter.zeroMask = nil }
        isHardened = true
    }

    /// Runs `body` with every layer computing with the weights it would have after hardening.
    public func withHardWeights<Result>(_ body: () throws -> Result) throws -> Result {
        let parameters = layers.flatMap(\.allMembers).map(\.parameter)
        let transforms = parameters.map(\.transform)
        defer {
            for (parameter, transform) in zip(parameters, transforms) {
                parameter.transform = transform
            }
        }
        for (parameter, weight) in try hardWeights(of: transformedLayers) {
            parameter.transform = FixedWeight(weight)
        }
        return try body()
    }

    /// The weights of all layers with as many zeros as their targets say, as they would be if the run
    /// ended now. The targets become the final ones; the network stays as it is.
    ///
    /// - Returns: Each parameter once, with its weights.
    /// - Throws: ``PruningError`` if the layers cannot reach the sparsity, or their weights are not finite.
    public func plannedWeights() throws -> [(parameter: Parameter, weight: Tensor)] {
        try setFinalCounts()
        return try hardWeights(of: layers)
    }

    /// The layers that the method, or a fixed mask, changes.
    private var transformedLayers: [PrunedLayer] {
        layers.filter { $0.parameters.contains { $0.transform != nil } }
    }

    /// The parameters of `layers`, each once, and their weights as hardening would leave them.
    func hardWeights(of layers: [PrunedLayer]) throws -> [(parameter: Parameter, weight: Tensor)] {
        var found: [(parameter: Parameter, weight: Tensor)] = []
        var indices: [ObjectIdentifier: Int] = [:]
        for layer in layers {
            for (member, weight) in zip(layer.allMembers, try hardWeights(of: layer)) {
                let id = ObjectIdentifier(member.parameter)
                guard let index = indices[id] else {
                    indices[id] = found.count
                    found.append((member.parameter, weight))
                    continue
                }
                // Other layers have other channels.
                found[index].weight = try withoutGradients {
                    try found[index].weight.selected(
                        where: member.isElsewhere(), otherwise: weight)
                }
            }
        }
        return found
    }

    /// The weights of the parameters of `layer` as hardening would leave them.
    private func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try layer.checkWeights()
        let parameters = layer.allMembers.map(\.parameter)
        let frozen = parameters.compactMap { $0.transform as? FrozenMask }
        guard frozen.count < parameters.count else {
            return try zip(frozen, parameters).map { try $0.hardened($1.tensor) }
        }
        return try method.hardWeights(of: layer)
    }
}

/// Replaces the weights by given ones.
private final class FixedWeight: WeightTransform {
    private let replacement: Tensor

    init(_ replacement: Tensor) {
        self.replacement = replacement
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor { replacement }
}
