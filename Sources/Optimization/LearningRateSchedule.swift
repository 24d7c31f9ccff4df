import Foundation

/// How the learning rate changes over a run.
public struct LearningRateSchedule: Equatable, Sendable {
    /// The shape of the curve after the warm-up.
    public enum Shape: String, Equatable, Sendable, CaseIterable {
        /// Half a cosine wave down to 0 at the end.
        case cosine

        /// A straight line down to 0 at the end.
        case linear

        /// Multiplied by a factor after certain epochs.
        case step

        /// The same all the time.
        case constant
    }

    /// The shape of the curve.
    public var shape = Shape.cosine

    /// The epochs over which the rate rises linearly from 0.
    public var warmUpEpochs = 0.0

    /// The epochs between two drops of a step schedule.
    public var stepEpochs = 30.0

    /// What a drop multiplies the rate by.
    public var stepFactor = 0.1

    /// Creates the default schedule: a cosine without warm-up.
    public init() {}

    /// The share of the largest learning rate after `epochs` of `epochCount`, in `0...1`.
    ///
    /// The cosine is that of Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts, from the
    /// end of the warm-up on.
    public func factor(after epochs: Double, of epochCount: Int) -> Double {
        if epochs < warmUpEpochs { return epochs / warmUpEpochs }
        switch shape {
        case .cosine:
            let length = max(Double(epochCount) - warmUpEpochs, .leastNonzeroMagnitude)
            let passed = min(max((epochs - warmUpEpochs) / length, 0), 1)
            return (1 + cos(.pi * passed)) / 2
        case .linear:
            let length = max(Double(epochCount) - warmUpEpochs, .leastNonzeroMagnitude)
            return 1 - min(max((epochs - warmUpEpochs) / length, 0), 1)
        case .step:
            return pow(stepFactor, (epochs / stepEpochs).rounded(.down))
        case .constant:
            return 1
        }
    }
}
