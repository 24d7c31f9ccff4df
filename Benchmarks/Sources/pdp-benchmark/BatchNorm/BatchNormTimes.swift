import ArgumentParser
import Foundation
import Kernels
import Tensors

/// Batch norm with what follows it, fused beside LibTorch's operators.
struct BatchNormTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch-norm",
        abstract: "Time batch norm with ReLU, fused and by LibTorch's operators, in turns.",
        discussion: """
            Forwards and backwards while training, with and without an addition, for the layers of \
            ResNet-20 at batch 128 and of ResNet-18 at batch 32. Each line has the middle of all \
            rounds in milliseconds, and that of how many times longer the operators take.
            """)

    @Option var threads = 1
    @Option(help: "Turns for each layer.") var rounds = 15
    @Option(help: "How images lie in memory: contiguous or channelsLast.")
    var memoryFormat = MemoryFormat.channelsLast

    private static let shapes = [
        [128, 16, 32, 32], [128, 32, 16, 16], [128, 64, 8, 8], [32, 64, 112, 112],
        [32, 64, 56, 56], [32, 128, 28, 28], [32, 256, 14, 14], [32, 512, 7, 7],
    ]

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--rounds is \(rounds); at least 1") }
    }

    func run() throws {
        guard ProcessorFeatures.supportsVectorKernels else {
            throw ValidationError("this processor lacks AVX2 and FMA, which the kernels need")
        }
        LibTorch.keepFreedMemory()
        try LibTorch.setThreadCount(threads)
        report(Machine.line)
        report("\(memoryFormat.rawValue), threads: \(threads)")
        for shape in Self.shapes {
            for hasResidual in [false, true] {
                let layer = try NormedLayer(shape, hasResidual: hasResidual, memoryFormat)
                report(
                    "\(shape)\(hasResidual ? " with addition" : ""): \(try comparison(of: layer))")
            }
        }
    }

    private func comparison(of layer: NormedLayer) throws -> String {
        _ = try (layer.seconds(isFused: true), layer.seconds(isFused: false))
        var turns: [(fused: NormedLayer.Seconds, operators: NormedLayer.Seconds)] = []
        for _ in 0..<rounds {
            turns.append((try layer.seconds(isFused: true), try layer.seconds(isFused: false)))
        }
        func text(_ name: String, _ part: (NormedLayer.Seconds) -> Double) -> String {
            let fused = median(turns.map { part($0.fused) })
            let operators = median(turns.map { part($0.operators) })
            let ratio = median(turns.map { part($0.operators) / part($0.fused) })
            return "\(name) \(milliseconds(fused)), operators \(milliseconds(operators)), "
                + String(format: "%.2f times", ratio)
        }
        return text("forwards", \.forward) + "; " + text("backwards", \.backward)
    }
}
