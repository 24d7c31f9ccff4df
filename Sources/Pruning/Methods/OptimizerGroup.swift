public import Layers

/// Parameters of a method's own, and how the optimizer is to train them.
public struct OptimizerGroup {
    /// What is trained. The paths differ from those of the network.
    public let parameters: [NamedParameter]

    /// The learning rate as a multiple of that of the network's weights.
    public let learningRateFactor: Double

    /// The weight decay; `nil` for that of the network's weights.
    public let weightDecay: Double?

    /// Describes a group; by default it is trained as the network's weights are.
    public init(
        _ parameters: [NamedParameter], learningRateFactor: Double = 1, weightDecay: Double? = nil
    ) {
        self.parameters = parameters
        self.learningRateFactor = learningRateFactor
        self.weightDecay = weightDecay
    }
}
