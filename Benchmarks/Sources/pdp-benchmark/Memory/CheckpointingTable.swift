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
    @Option(help: "Processes of each kind.") var rounds = 3
    @Option var threads = 2
    @Flag(help: "Let the C library give freed memory back, which pdp does not.")
    var givenBack = false
    @Flag(help: "Print JSON instead of a table.") var json = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds is \(rounds); at least 1") }
    }

    func run() throws {
        let rows = try networks.map(measure)
        if json {
            report(
                try jsonLine(
                    Table(
                        machine: Machine.line, threads: threads, givenBack: givenBack, rows: rows)))
        } else {
            let memory = givenBack ? "given back" : "kept"
            report(
                "\(Machine.line), \(threads) threads, freed memory \(memory), "
                    + "medians of \(rounds) processes\n")
            report(CheckpointingRow.header)
            for row in rows { report(row.line) }
        }
    }

    private func measure(_ network: TrainingNetwork) throws -> CheckpointingRow {
        let batch = batch ?? network.batch
        var peaks: [Bool: [CheckpointingPeak]] = [:]
        for _ in 0..<rounds {
            for isCheckpointed in [false, true] {
                let peak: CheckpointingPeak = try childResult(
                    [
                        "checkpointing-case", "--network", network.rawValue, "--batch", "\(batch)",
                        "--threads", "\(threads)",
                    ] + (isCheckpointed ? ["--checkpointed"] : [])
                        + (givenBack ? ["--given-back"] : []))
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

/// All rows, for machines.
private struct Table: Encodable {
    let machine: String
    let threads: Int
    let givenBack: Bool
    let rows: [CheckpointingRow]
}
