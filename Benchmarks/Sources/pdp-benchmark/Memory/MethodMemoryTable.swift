import ArgumentParser

/// What each method adds to the memory of dense training.
struct MethodMemoryTable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "method-memory",
        abstract: "Compare the peak of resident memory with each method and without.",
        discussion: "Each training runs in a process of its own, in turns; medians.")

    @Option(parsing: .upToNextOption, help: "Methods, by their names in recipes.")
    var methods = [
        "pdp", "pdp-centred", "pdp-steep", "gradual-magnitude", "ste", "feather", "st-3", "spartan",
        "movement", "soft-movement", "platon", "str", "cs", "optg", "ac-dc", "rigl", "granet",
    ]
    @Option(parsing: .upToNextOption, help: "Networks.")
    var networks = [MemoryNetwork.oneLayer, .resNet20]
    @OptionGroup var options: MemoryOptions

    func run() throws { try options.write(try networks.flatMap(measure)) }

    private func measure(_ network: MemoryNetwork) throws -> [MethodMemoryRow] {
        var peaks: [String: [Double]] = [:]
        var prunableBytes = 0
        for _ in 0..<options.rounds {
            for method in [nil] + methods.map(Optional.some) {
                let peak: MemoryPeak = try childResult(
                    ["memory-case", "--network", network.rawValue]
                        + (method.map { ["--method", $0] } ?? []) + options.ofCase)
                peaks[method ?? "", default: []].append(Double(peak.peakBytes))
                prunableBytes = peak.prunableBytes
            }
        }
        func middle(_ method: String) -> Int { Int(median(peaks[method] ?? [])) }
        return methods.map { method in
            MethodMemoryRow(
                network: network.description, method: method, prunableBytes: prunableBytes,
                densePeakBytes: middle(""), addedBytes: middle(method) - middle(""))
        }
    }
}

/// One network and one method: the dense peak and what the method adds to it.
struct MethodMemoryRow: MemoryTableRow {
    let network: String
    let method: String
    let prunableBytes: Int
    let densePeakBytes: Int
    let addedBytes: Int

    /// The head of the table, in Markdown.
    static let header = """
        | network | method | prunable | dense peak | adds | copies |
        |---|---|---|---|---|---|
        """

    /// The row, in Markdown; a copy is the size of the prunable weights.
    var line: String {
        let cells = [
            network, method, megabytes(prunableBytes), megabytes(densePeakBytes),
            megabytes(addedBytes), copies(addedBytes, of: prunableBytes),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
