import Layers
public import Tensors

extension Pruner {
    /// Fixes the masks for the rest of the training: every layer gets all the zeros of its target,
    /// its weights become those of the hard mask, and only they are trained from here on, at full
    /// size and without the method. Doing it again changes nothing.
    ///
    /// The method has no say afterwards; ``advance(to:)`` does nothing.
    ///
    /// - Throws: ``PruningError/notFinite(layer:)`` if training has diverged, or
    ///   ``PruningError/untrainedParameters(method:count:)`` if it has left out what the method has to
    ///   learn, and what the allocation throws if pruning had not started.
    public func freezeMasks() throws {
        guard !isFrozen else { return }
        try checkOwnParameters()
        try setFinalCounts()
        for (parameter, weight) in try hardWeights(of: layers) {
            let mask = try withoutGradients {
                try parameter.tensor.copy(from: weight)
                // In the order in which a checkpoint has it: products round by the order of memory.
                return try weight.zerosLike().selected(
                    where: weight.isEqual(to: 0), otherwise: weight.onesLike()
                ).contiguous()
            }
            parameter.transform = FrozenMask(mask)
        }
        isFrozen = true
    }

    /// The fixed masks by the paths of their parameters, in the shapes of the weights, for
    /// checkpoints; empty before ``freezeMasks()``.
    public var frozenMasks: [(name: String, tensor: Tensor)] {
        var names: Set<String> = []
        return layers.flatMap(\.allMembers).filter { names.insert($0.path).inserted }.compactMap {
            member in
            (member.parameter.transform as? FrozenMask).map {
                (name: member.path, tensor: $0.mask)
            }
        }
    }

    /// Goes back to fixed masks, after the targets have been set; does nothing without masks.
    ///
    /// - Parameter masks: What ``frozenMasks`` was.
    /// - Throws: ``PruningError/missingState(name:)`` if a parameter has no mask.
    public func restoreFrozenMasks(_ masks: [(name: String, tensor: Tensor)]) throws {
        guard !masks.isEmpty else { return }
        for layer in layers {
            layer.prunedUnitCount = layer.targetUnitCount
            for member in layer.allMembers {
                guard let mask = masks.first(where: { $0.name == member.path })?.tensor else {
                    throw PruningError.missingState(name: member.path)
                }
                member.parameter.transform = FrozenMask(
                    try mask.moved(to: member.parameter.tensor.device ?? .cpu))
            }
        }
        isFrozen = true
    }
}

/// Multiplies the weights of one parameter with a mask that does not change.
final class FrozenMask: WeightTransform {
    /// Zeros and ones in the shape of the weights.
    let mask: Tensor

    init(_ mask: Tensor) {
        self.mask = mask
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor { try weight * mask }

    /// The stored weights under the mask, positive zero elsewhere and nowhere else.
    func hardened(_ weight: Tensor) throws -> Tensor {
        try withoutGradients {
            try weight.withoutZeros().selected(
                where: mask.isGreater(than: 0.5), otherwise: weight.zerosLike())
        }
    }
}
