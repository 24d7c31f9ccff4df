import ArgumentParser
import Kernels
import Tensors

/// The counterpart of `pytorch/pdp_plain.py`.
struct KernelTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels",
        abstract: "Time selection and soft mask once for each line of the standard input.",
        discussion: """
            Benchmarks/run kernels lets this and PyTorch take turns and prints the table. A line \
            'composed' times the formulas composed of LibTorch's operators as well. Each answer is \
            one line of JSON: the mean seconds of a call by name.
            """)

    @Option(help: "Number of weights.") var count = 1_000_000
    @Option var threads = 1

    func validate() throws {
        guard count >= 10 else { throw ValidationError("--count is \(count); at least 10") }
    }

    func run() throws {
        guard ProcessorFeatures.supportsVectorKernels else {
            throw ValidationError("this processor lacks AVX2 and FMA, which the kernels need")
        }
        LibTorch.keepFreedMemory()
        try LibTorch.setThreadCount(threads)
        let setting = try KernelSetting(count: count, threadCount: threads)
        let fusedSource = try FusedContenders(setting)
        let fused = try fusedSource.all()
        let composed = try ComposedContenders(setting).all
        for contender in fused + composed { try contender.warmUp() }
        let ready = Ready(machine: Machine.line, results: try fusedSource.results())
        report("ready " + (try jsonLine(ready)))
        while let line = readLine() {
            var seconds: [String: Double] = [:]
            for contender in fused {
                try contender.warmUp()
                seconds[contender.name] = try contender.seconds(
                    repetitionCount: max(1, 2_000_000 / count))
            }
            for contender in composed where line == "composed" {
                seconds[contender.name] = try contender.seconds(
                    repetitionCount: max(1, 200_000 / count))
            }
            report(try jsonLine(seconds))
        }
    }
}

/// What a driver is told before the first line.
private struct Ready: Encodable {
    let machine: String
    let results: [String: Double]
}
