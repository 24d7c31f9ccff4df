import ArgumentParser
import Foundation
import Layers
import Pruning
import Tensors

/// What pruning adds to a dense step.
struct PruningCost: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pruning-cost",
        abstract: "Time pruned steps against dense ones, in turns, and where the time goes.",
        discussion: """
            In each turn a dense step, a step with a method at 90 % sparsity, shared out as recipes do \
            if nothing is said, and what the method does in a step \
            alone: the zeros shared out, the weights that the network computes with, and the gradients \
            through them. The \
            difference of two steps is only as precise as the longer steps are steady; the work \
            alone is the more precise of the two where they agree.
            """)

    @Option(parsing: .upToNextOption, help: "Networks to compare.")
    var cases = [TrainingNetwork.resNet20, .smallCNN, .oneLayer]
    @Option(
        parsing: .upToNextOption,
        help: "Methods, by their names in recipes.")
    var methods = ["pdp", "pdp-steep"]
    @Option(help: "Examples of a step; each network's own number unless given.") var batch: Int?
    @Option var threads = 2
    @Option(help: "Turns.") var pairs = 30

    func validate() throws {
        guard pairs > 0 else { throw ValidationError("--pairs is \(pairs); at least 1") }
    }

    func run() throws {
        LibTorch.keepFreedMemory()
        try LibTorch.setThreadCount(threads)
        try LibTorch.seed(0)
        report("\(Machine.line), \(threads) threads, medians of \(pairs) turns\n")
        report(CostRow.header)
        for network in cases {
            for method in methods { report(try measure(network, method).line) }
        }
        if cases.contains(.oneLayer) {
            report("")
            try MaskParts(rounds: pairs).printTable()
        }
    }

    private func measure(_ network: TrainingNetwork, _ name: String) throws -> CostRow {
        let batch = batch ?? network.batch
        let dense = try StepTimer(network, batch: batch)
        let pruned = try StepTimer(network, batch: batch) { try Pruner(of: $0, method: name) }
        _ = try (dense.seconds(of: 3), pruned.seconds(of: 3))
        let alone = try PruningAlone(pruned.pruner)
        _ = try alone.seconds()
        var row = CostRow(network: network, batch: batch, method: name)
        for _ in 0..<pairs {
            try row.add(
                dense: dense.seconds(of: 1)[0], pruned: pruned.seconds(of: 1)[0],
                alone: alone.seconds())
        }
        return row
    }
}
