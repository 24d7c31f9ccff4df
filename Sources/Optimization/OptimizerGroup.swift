public import Layers

/// Parameters that are trained alike.
public struct OptimizerGroup {
    /// What is trained.
    public let parameters: [NamedParameter]

    /// The learning rate as a multiple of that of the step, at least 0.
    public let learningRateFactor: Double

    /// The weight decay of all parameters of the group, whatever their kind; `nil` for that of the
    /// optimizer.
    public let weightDecay: Double?

    /// Describes a group; by default it is trained as the optimizer says.
    public init(
        _ parameters: [NamedParameter], learningRateFactor: Double = 1, weightDecay: Double? = nil
    ) {
        self.parameters = parameters
        self.learningRateFactor = learningRateFactor
        self.weightDecay = weightDecay
    }
}

extension [OptimizerGroup] {
    /// The same groups, a parameter that stands in several places once, under its first path.
    var distinct: [OptimizerGroup] {
        var seen: Set<ObjectIdentifier> = []
        return map { group in
            OptimizerGroup(
                group.parameters.filter { seen.insert(ObjectIdentifier($0.parameter)).inserted },
                learningRateFactor: group.learningRateFactor, weightDecay: group.weightDecay)
        }
    }
}
