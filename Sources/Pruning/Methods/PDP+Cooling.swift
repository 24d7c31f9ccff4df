import Foundation

extension PDP {
    /// A temperature that falls while the network trains, so that the mask ends hard.
    ///
    /// Not in the paper. A wide soft zone lets more weights change sides while the network still
    /// learns; a narrow one at the end leaves no gap between the soft and the hard network. τ falls
    /// geometrically and has reached its final value after `share` of the run, or when the masks are
    /// fixed, whichever comes first.
    public struct Cooling: Equatable, Sendable {
        /// The final τ as a multiple of the first, above 0 and at most 1.
        public var factor: Double

        /// The epochs of the whole run.
        public var epochCount: Int

        /// The share of the run after which τ stays the same, above 0 and at most 1.
        public var share: Double

        /// The epoch, counted from 0, in which the masks are fixed; `nil` if they never are.
        public var freezeEpoch: Int?

        /// Describes a cooling over a run of `epochCount` epochs.
        public init(
            factor: Double, epochCount: Int, share: Double = 0.8, freezeEpoch: Int? = nil
        ) {
            self.factor = factor
            self.epochCount = epochCount
            self.share = share
            self.freezeEpoch = freezeEpoch
        }

        /// τ at `moment` as a multiple of the first; the final one in a run without epochs.
        func factor(at moment: TrainingMoment) -> Double {
            let end = min(
                Double(epochCount) * share, freezeEpoch.map(Double.init) ?? .infinity)
            return end > 0 ? pow(factor, min(1, moment.epochs / end)) : factor
        }

        func check() throws {
            for (name, found) in [("cooling-factor", factor), ("cooling-share", share)]
            where !(found > 0 && found <= 1) {
                throw PruningError.invalidSetting(
                    name: name, found: "\(found)", allowed: "above 0 and at most 1")
            }
        }
    }
}
