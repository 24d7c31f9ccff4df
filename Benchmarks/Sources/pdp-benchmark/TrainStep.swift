import ArgumentParser
import Models
import Tensors

/// The counterpart of `pytorch/train_step.py --interleaved`.
struct TrainStep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-step",
        abstract: "Time a block of dense training steps for each line of the standard input.")

    @Option var network = "small-cnn"
    @Option var batch = 128
    @Option var threads = 1
    @Option(help: "Steps in a block.") var steps = 20
    @Option(help: "Steps before the first block.") var warmup = 3

    func run() throws {
        LibTorch.keepFreedMemory()
        try LibTorch.setThreadCount(threads)
        try LibTorch.seed(0)
        let shape = network == "small-cnn" ? [1, 28, 28] : [3, 32, 32]
        let timer = try StepTimer(
            network: ImageNetwork.named(network).make(shape[0], 10), imageShape: shape,
            batch: batch)
        _ = try timer.seconds(of: warmup)
        report("ready")
        while readLine() != nil {
            let seconds = median(try timer.seconds(of: steps))
            report("{\"median_step_seconds\": \(seconds)}")
        }
    }
}
