import ArgumentParser
import Layers
import Models
import Optimization
import Tensors

/// The counterpart of `pytorch/train_step.py --interleaved`.
struct TrainStep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-step",
        abstract: "Time a block of dense training steps for each line of the standard input.")

    @Option var network = TrainingNetwork.smallCNN
    @Option(help: "Examples of a step; the network's own number unless given.") var batch: Int?
    @Option var threads = 1
    @Option(help: "Steps in a block.") var steps = 20
    @Option(help: "Steps before the first block.") var warmup = 3
    @Option(help: "As PyTorch's set_float32_matmul_precision.")
    var matmulPrecision = MatmulPrecision.highest

    @Option(help: "How images lie in memory: contiguous or channelsLast.")
    var memoryFormat = MemoryFormat.channelsLast

    @Option(help: "How convolutions and products are computed: none, bfloat16 or float16.")
    var autocast = Autocast.none

    func run() throws {
        LibTorch.keepFreedMemory()
        try LibTorch.setThreadCount(threads)
        try LibTorch.setMatmulPrecision(matmulPrecision)
        try LibTorch.seed(0)
        var timer = try StepTimer(
            network, batch: batch ?? network.batch, memoryFormat: memoryFormat)
        timer.autocast = autocast
        _ = try timer.seconds(of: warmup)
        let parameterCount = timer.optimizer.parameters.reduce(0) { $0 + $1.parameter.tensor.count }
        report("ready {\"parameters\": \(parameterCount)}")
        while readLine() != nil {
            let seconds = median(try timer.seconds(of: steps))
            report("{\"median_step_seconds\": \(seconds)}")
        }
    }
}

extension MatmulPrecision: @retroactive ExpressibleByArgument {}
extension Autocast: @retroactive ExpressibleByArgument {}
extension MemoryFormat: @retroactive ExpressibleByArgument {}
