import Layers
import Optimization
import Tensors

/// A method that trains a score for every unit, and keeps the units with the highest scores.
protocol ScoredMethod: PruningMethod {
    /// The scores.
    var scores: LayerScores { get set }

    /// The learning rate of the scores as a multiple of that of the weights.
    var scoreLearningRateFactor: Double { get }
}

extension ScoredMethod {
    /// That of the weights.
    var scoreLearningRateFactor: Double { 1 }

    /// The scores, without weight decay.
    public var optimizerGroups: [OptimizerGroup] {
        [
            OptimizerGroup(
                scores.parameters, learningRateFactor: scoreLearningRateFactor, weightDecay: 0)
        ]
    }

    /// The scores.
    public var state: [(name: String, tensor: Tensor)] { scores.parameters.state }

    /// Goes back to other scores.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try scores.parameters.restore(state)
    }

    /// The weights of the units with the highest scores.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try scores.hardWeights(of: layer)
    }
}

/// A method that masks by trained scores, which start at 0 and learn through the masks.
protocol ScoreMaskedMethod: ScoredMethod {
    /// The masks, which follow from the scores.
    var masks: LayerMasks { get set }
}

extension ScoreMaskedMethod {
    /// Lets every parameter of `layers` compute with its masked weights.
    public func attach(to layers: [PrunedLayer]) throws {
        try scores.make(for: layers, initial: 0)
        masks.attach(to: layers) { ScoredWeight($1, mask: $2, scores: scores[$0]) }
    }
}
