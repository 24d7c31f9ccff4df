import ArgumentParser

@main
struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pdp-benchmark",
        abstract: "Measures training steps and pruning; Benchmarks/run compares with PyTorch.",
        subcommands: [TrainStep.self, PruningCost.self])
}
