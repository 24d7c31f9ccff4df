import ArgumentParser

/// What PDP adds to the memory of dense training.
struct MemoryTable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Compare the peak of resident memory with PDP and without.",
        discussion: """
            Each training runs in a process of its own, in turns; medians. The goal: PDP adds at \
            most one copy of the prunable weights.
            """)

    @Option(help: "Processes of each kind.") var rounds = 3
    @Option var threads = 2
    @Flag(help: "Let the C library give freed memory back, which pdp does not.")
    var givenBack = false
    @Flag(help: "Print JSON instead of a table.") var json = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds is \(rounds); at least 1") }
    }

    func run() throws {
        let rows = try MemoryNetwork.allCases.map(measure)
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
            report(MemoryRow.header)
            for row in rows { report(row.line) }
        }
    }

    private func measure(_ network: MemoryNetwork) throws -> MemoryRow {
        var peaks: [MemoryPruning: [Double]] = [:]
        var prunableBytes = 0
        for _ in 0..<rounds {
            for pruning in MemoryPruning.allCases {
                let peak = try peak(network, pruning)
                peaks[pruning, default: []].append(Double(peak.peakBytes))
                prunableBytes = peak.prunableBytes
            }
        }
        func middle(_ pruning: MemoryPruning) -> Int { Int(median(peaks[pruning] ?? [])) }
        return MemoryRow(
            network: network.description, prunableBytes: prunableBytes,
            densePeakBytes: middle(.dense), stepBytes: middle(.uniform) - middle(.dense),
            withAllocationBytes: middle(.global) - middle(.dense))
    }

    private func peak(_ network: MemoryNetwork, _ pruning: MemoryPruning) throws -> MemoryPeak {
        try childResult(
            [
                "memory-case", "--network", network.rawValue, "--pruning", pruning.rawValue,
                "--threads", "\(threads)",
            ] + (givenBack ? ["--given-back"] : []))
    }
}

/// All rows, for machines.
private struct Table: Encodable {
    let machine: String
    let threads: Int
    let givenBack: Bool
    let rows: [MemoryRow]
}
