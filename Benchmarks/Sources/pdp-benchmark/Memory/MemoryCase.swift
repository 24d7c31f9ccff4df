import ArgumentParser
import Pruning
import Tensors

/// One row's part of the table of memory, in a process of its own.
struct MemoryCase: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory-case",
        abstract: "Train some steps and print the peak of the resident memory as JSON.",
        shouldDisplay: false)

    @Option var network: MemoryNetwork
    @Option var pruning = MemoryPruning.dense
    @Option(help: "A method by its name in recipes, in the place of PDP.") var method: String?
    @Option var threads = 2
    @Flag var givenBack = false

    /// Two dense steps give every weight its gradient and its momentum before pruning starts, as
    /// in a run.
    func run() throws {
        if !givenBack { LibTorch.keepFreedMemory() }
        try LibTorch.setThreadCount(threads)
        try LibTorch.seed(0)
        let layers = try network.make()
        let pruner =
            try method.map { try Pruner(of: layers, method: $0, startEpoch: 1) }
            ?? pruning.pruner(of: layers)
        let timer = try StepTimer(
            network: layers, imageShape: network.imageShape, batch: network.batch, pruner: pruner)
        for epoch in [0, 0, 1, 1, 1, 1] { try timer.step(epoch: epoch) }
        let weightCount = layers.namedParameters
            .filter(\.isPrunableByDefault).reduce(0) { $0 + $1.parameter.tensor.count }
        report(
            try jsonLine(
                MemoryPeak(peakBytes: peakResidentBytes(), prunableBytes: 4 * weightCount)))
    }
}

/// What ``MemoryCase`` prints.
struct MemoryPeak: Codable {
    /// The most resident memory of the process.
    let peakBytes: Int

    /// The weights that may be pruned, dense and in single precision.
    let prunableBytes: Int
}
