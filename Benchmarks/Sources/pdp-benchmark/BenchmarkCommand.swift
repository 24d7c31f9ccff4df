import ArgumentParser

@main
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pdp-benchmark",
        abstract:
            "Measures training, pruning, kernels, memory, data and file sizes; Benchmarks/run compares.",
        subcommands: [
            TrainStep.self, PruningCost.self, KernelTimes.self, BatchNormTimes.self,
            LoaderTimes.self, TokenizerTimes.self, MemoryTable.self, MemoryCase.self,
            MethodMemoryTable.self, CheckpointingTable.self, CheckpointingCase.self, FileSizes.self,
            ProcessTimes.self, ProcessRank.self,
        ])
}
