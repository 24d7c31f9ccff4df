import ArgumentParser
import Layers
import Tensors

/// One row's part of the table of gradient checkpointing, in a process of its own.
struct CheckpointingCase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpointing-case",
        abstract:
            "Train some steps and print the peak of the resident memory and the time as JSON.",
        shouldDisplay: false)

    @Option var network: TrainingNetwork
    @Option var batch: Int
    @Option var threads = 2
    @Flag var checkpointed = false
    @Flag var givenBack = false

    func run() throws {
        if !givenBack { LibTorch.keepFreedMemory() }
        try LibTorch.setThreadCount(threads)
        try LibTorch.seed(0)
        let timer = try StepTimer(network, batch: batch)
        let segmentCount = timer.network.setGradientCheckpointing(true)
        timer.network.setGradientCheckpointing(checkpointed)
        _ = try timer.seconds(of: 1)
        let seconds = median(try timer.seconds(of: 3))
        report(
            try jsonLine(
                CheckpointingPeak(
                    peakBytes: peakResidentBytes(), stepSeconds: seconds,
                    segmentCount: segmentCount)))
    }
}

/// What ``CheckpointingCase`` prints.
struct CheckpointingPeak: Codable {
    /// The most resident memory of the process.
    let peakBytes: Int

    /// The median time of a step.
    let stepSeconds: Double

    /// The segments of the network.
    let segmentCount: Int
}
