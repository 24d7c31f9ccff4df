import Tensors

/// Keeps gradients of half precision from vanishing: the loss is multiplied by a scale, so that they are larger
/// by it, and the gradients of the parameters, which have single precision, are divided by it again.
///
/// A step in which some gradient is no finite number is left out, and halves the scale; 2000 steps one after
/// the other without any double it. The numbers are those of PyTorch's `torch.amp.GradScaler`.
///
/// Source: Micikevicius et al., "Mixed Precision Training", ICLR 2018, arXiv:1710.03740, section 3.2.
public final class GradientScaler {
    /// The scale and what it depends on, to go on from.
    public private(set) var state: State

    /// Begins with a scale of 2¹⁶, or goes on from one that was saved.
    public init(_ state: State = State()) {
        self.state = state
    }

    /// The loss, a single number, times the scale.
    func scaled(_ loss: Tensor) throws -> Tensor { try loss * Double(state.scale) }

    /// Divides gradients by the scale, and adapts it.
    ///
    /// The one number that is read is needed before anybody looks at the gradients, and costs what it costs in
    /// PyTorch. Processes that have averaged their gradients come to the same answer.
    ///
    /// - Parameter gradients: Those of a loss that ``scaled(_:)`` has given.
    /// - Returns: Whether the gradients may be used.
    /// - Throws: `TorchError` if LibTorch refuses.
    func unscale(_ gradients: [Tensor]) throws -> Bool {
        let areFinite = try withoutGradients {
            try Tensor.unscale(gradients, by: Double(state.scale))
        }
        state.update(areFinite: areFinite)
        return areFinite
    }
}

extension GradientScaler {
    /// The scale after some steps.
    public struct State: Equatable, Sendable, Codable {
        /// What the loss is multiplied by. Where it falls below 1, gradients are not finite whatever the scale.
        public private(set) var scale: Float = 65536

        /// The steps that were made since the scale has changed, or one was left out.
        public private(set) var steadyStepCount = 0

        /// The steps that were left out.
        public private(set) var skippedStepCount = 0

        /// That before the first step.
        public init() {}

        /// Takes a step into account.
        ///
        /// - Parameter areFinite: Whether its gradients were finite numbers.
        public mutating func update(areFinite: Bool) {
            guard areFinite else {
                (scale, steadyStepCount) = (scale / 2, 0)
                skippedStepCount += 1
                return
            }
            steadyStepCount += 1
            guard steadyStepCount == 2000 else { return }
            steadyStepCount = 0
            if (scale * 2).isFinite { scale *= 2 }
        }
    }
}
