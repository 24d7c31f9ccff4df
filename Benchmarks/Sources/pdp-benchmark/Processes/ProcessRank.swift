import ArgumentParser
import Foundation
import Layers
import Optimization
import ProcessGroups
import Tensors
import Training

/// How a process of the benchmark averages gradients.
enum Averaging: String, CaseIterable, ExpressibleByArgument {
    /// Not at all.
    case none
    /// When the backward pass is over.
    case after
    /// While it goes on.
    case overlapped

    func exchange(over group: ProcessGroup) -> (any GradientExchange)? {
        switch self {
        case .none: nil
        case .after: PlainGradientAveraging(over: group)
        case .overlapped: GradientAveraging(over: group)
        }
    }
}

/// One of the processes that ``ProcessTimes`` compares: a block of steps for each line of the standard
/// input.
struct ProcessRank: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "process-rank", abstract: "One of the processes of process-times.",
        shouldDisplay: false)

    @Option var network = TrainingNetwork.smallCNN
    @Option(help: "Weights of a network that does nothing else; 0 for a real one.") var weights = 0
    @Option(help: "Examples of a step of this process.") var batch = 64
    @Option var threads = 1
    @Option var steps = 5
    @Option var averaging = Averaging.none

    func run() throws {
        LibTorch.keepFreedMemory()
        try LibTorch.setThreadCount(threads)
        try LibTorch.seed(0)
        let environment = try ProcessEnvironment(ProcessInfo.processInfo.environment)
        let group = try environment.flatMap { $0.size > 1 ? try ProcessGroup($0) : nil }
        let exchange = group.flatMap(averaging.exchange)
        let step = try weights > 0 ? layersAlone(exchange) : realNetwork(exchange)
        for _ in 0..<3 { try step() }
        report("ready")
        while readLine() != nil {
            let seconds = median(try (0..<steps).map { _ in try elapsed { try step() } })
            try group?.barrier("ending a block")
            report("\(seconds)")
        }
    }

    private func realNetwork(_ exchange: (any GradientExchange)?) throws -> () throws -> Void {
        var timer = try StepTimer(network, batch: batch)
        timer.exchange = exchange
        return { [timer] in try timer.step() }
    }

    /// Sixteen layers whose gradient costs a multiplication for each weight.
    private func layersAlone(_ exchange: (any GradientExchange)?) throws -> () throws -> Void {
        let layers = try (0..<16).map { index in
            NamedParameter(
                path: "\(index)",
                parameter: try Parameter(Tensor.full([weights / 16], 0.5), kind: .linear))
        }
        let optimizer = try SGD(layers, momentum: 0, weightDecay: 0)
        let step = TrainingStep(optimizer, exchange: exchange)
        return {
            try step(learningRate: 0) { _ in
                let sums = try layers.map { try $0.parameter.tensor.squared().sum() }
                return try sums.dropFirst().reduce(sums[0]) { try $0 + $1 }
            }
        }
    }
}
