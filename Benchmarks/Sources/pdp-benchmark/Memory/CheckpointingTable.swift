import ArgumentParser

/// What gradient checkpointing saves of the memory of training, and what it costs.
struct CheckpointingTable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpointing",
        abstract:
            "Compare peaks and steps of dense training with activations kept and computed anew.",
        discussion: "Each training runs in a process of its own, in turns; medians.")

    @Option(parsing: .upToNextOption, help: "Networks that have blocks.")
    var networks = [TrainingNetwork.resNet20, .resNet18, .mobileNetV1, .bertBase]
    @Option(help: "Examples of a step; each network's own number unless given.") var batch: Int?
    @OptionGroup var options: MemoryOptions

    func run() throws { try options.write(try networks.map(measure)) }

    private func measure(_ network: TrainingNetwork) throws -> CheckpointingRow {
        let batch = batch ?? network.batch
        var peaks: [Bool: [CheckpointingPeak]] = [:]
        for _ in 0..<options.rounds {
            for isCheckpointed in [false, true] {
                let peak: CheckpointingPeak = try childResult(
                    [
                        "checkpointing-case", "--network", network.rawValue, "--batch", "\(batch)",
                    ] + (isCheckpointed ? ["--checkpointed"] : []) + options.ofCase)
                peaks[isCheckpointed, default: []].append(peak)
            }
        }
        func bytes(_ isCheckpointed: Bool) -> Int {
            Int(median((peaks[isCheckpointed] ?? []).map { Double($0.peakBytes) }))
        }
        func seconds(_ isCheckpointed: Bool) -> Double {
            median((peaks[isCheckpointed] ?? []).map(\.stepSeconds))
        }
        return CheckpointingRow(
            network: network.rawValue, batch: batch,
            segmentCount: peaks[true]?.first?.segmentCount ?? 0, keptPeakBytes: bytes(false),
            checkpointedPeakBytes: bytes(true), keptStepSeconds: seconds(false),
            checkpointedStepSeconds: seconds(true))
    }
}
