public import Reports
public import Training

/// What a run tells while it goes on, and what it asks.
public struct RunObserver {
    /// Called after every training step.
    public var didStep: (StepProgress) throws -> Void = { _ in }

    /// Called after every epoch.
    public var didFinishEpoch: (EpochRecord) -> Void = { _ in }

    /// Called when something deserves a line.
    public var note: (String) -> Void = { _ in }

    /// Asked after every training step; `true` ends the run after a checkpoint.
    public var isInterrupted: () -> Bool = { false }

    /// Creates an observer that does nothing.
    public init() {}
}

/// Where a run stands in an epoch.
public struct StepProgress {
    /// The epoch, counted from 0.
    public let epoch: Int

    /// The number of epochs.
    public let epochCount: Int

    /// The steps that are done in this epoch.
    public let stepsDone: Int

    /// The number of steps of an epoch.
    public let stepsPerEpoch: Int

    /// The examples of a batch.
    public let batchSize: Int

    /// What one of the examples is called, such as `image`.
    public let exampleName: String

    /// The loss and metrics of this epoch so far; reading them waits for the device.
    public let tally: Tally

    /// The share of zeros that the masks make now.
    public let sparsity: Double
}
