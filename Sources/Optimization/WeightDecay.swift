public import Layers

/// How strongly an optimizer pulls parameters towards zero, and which of them.
///
/// Biases, and scales and shifts of normalisations, decay only where ``reachesAll`` says so. They are
/// few, and zero is no natural place for a scale.
public struct WeightDecay: Equatable, Sendable {
    /// The share of a weight that is added to its gradient, or with ``AdamW`` taken from the weight, at
    /// least 0.
    public let strength: Double

    /// Whether all parameters decay, as in PyTorch's optimizers.
    public let reachesAll: Bool

    /// Describes weight decay.
    ///
    /// - Throws: ``OptimizationError/invalidSetting(name:found:allowed:)`` if `strength` is not a finite
    ///   number of at least 0.
    public init(_ strength: Double, reachingAll reachesAll: Bool = false) throws {
        guard strength >= 0, strength.isFinite else {
            throw OptimizationError.invalidSetting(
                name: "weight decay", found: "\(strength)", allowed: "a finite number of at least 0"
            )
        }
        self.strength = strength
        self.reachesAll = reachesAll
    }

    /// The decay of parameters of a kind.
    public func strength(for kind: Parameter.Kind) -> Double {
        reachesAll || (kind != .bias && kind != .scale) ? strength : 0
    }
}
