/// The ramp of the PDP paper: the sparsity of a layer rises by the same share ε of its target every
/// epoch, r(e) = R · min(1, ε · (e − s + 1)), with s the epoch in which pruning starts.
public struct LinearRamp: Schedule {
    /// ε, the share of the target that an epoch adds; above 1 where less than an epoch adds all.
    public let sharePerEpoch: Double

    /// Whether the share rises with every step instead of at the beginning of each epoch.
    public let isPerStep: Bool

    /// Creates a ramp. The paper's ε for ImageNet is 0.015, the full target after 67 epochs.
    ///
    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)`` if `sharePerEpoch` is not
    ///   above 0 and at most 1, or, where it rises with every step, not finite and above 0.
    public init(sharePerEpoch: Double = 0.015, isPerStep: Bool = false) throws {
        let largest = isPerStep ? Double.greatestFiniteMagnitude : 1
        guard sharePerEpoch > 0, sharePerEpoch <= largest else {
            throw PruningError.invalidSetting(
                name: "share-per-epoch", found: "\(sharePerEpoch)",
                allowed: isPerStep ? "a finite number above 0" : "above 0 and at most 1")
        }
        self.sharePerEpoch = sharePerEpoch
        self.isPerStep = isPerStep
    }

    /// For people.
    public var description: String {
        "linear, \(sharePerEpoch) of the target per epoch\(isPerStep ? ", rising every step" : "")"
    }

    /// min(1, ε · (epochs since the start + 1)); with a step, the fraction of the epoch that has
    /// begun counts instead of the whole.
    public func progress(sinceStart moment: TrainingMoment) -> Double {
        let begun =
            isPerStep
            ? Double(moment.epoch) + Double(moment.step + 1) / Double(moment.stepsPerEpoch)
            : Double(moment.epoch + 1)
        return min(1, sharePerEpoch * begun)
    }
}
