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

    @OptionGroup var options: MemoryOptions

    func run() throws { try options.write(try MemoryNetwork.allCases.map(measure)) }

    private func measure(_ network: MemoryNetwork) throws -> MemoryRow {
        var peaks: [MemoryPruning: [Double]] = [:]
        var prunableBytes = 0
        for _ in 0..<options.rounds {
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
            ] + options.ofCase)
    }
}
