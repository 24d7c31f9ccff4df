import ArgumentParser

@main
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pdp-benchmark",
        abstract: "Measures training, pruning, kernels and memory; Benchmarks/run compares.",
        subcommands: [
            TrainStep.self, PruningCost.self, KernelTimes.self, MemoryTable.self, MemoryCase.self,
        ])
}
