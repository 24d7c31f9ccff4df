package import ArgumentParser
import Files

/// What `benchmark` is asked: how fast a network runs.
package struct BenchmarkRequest: ParsableArguments {
    /// What the command does, in a line.
    package static let abstract = "Measure how fast a network runs, layer by layer."

    /// What is said of it besides.
    package static let discussion = """
        Takes an ONNX file, or a model that carries its graph, and runs it without LibTorch, zeros \
        left out where that is faster. Inputs are random, unless a file gives them.

        'GFLOP/s' counts weights that are not zero; 'of peak' is their share of what the processor \
        reaches in registers alone, all threads together.

        Sizes that are free in the file are 1 for the first axis of inputs, 224 for the sides of \
        images, and 128 for others; --batch and --size say other ones.

        Several numbers of threads or examples make a table with a line for each pair: 'arena' is \
        the memory that a call needs, 'weight' that of the weights as they are multiplied.

        With --against other engines run the network from ONNX, in a Python process each, in turns \
        with this one: the same inputs and threads, a fifth of a second each. 'difference' is the \
        largest distance of an output from ours.
        """

    @Argument(help: "The model.", completion: .file(), transform: expandingHome)
    package var model: String

    @Option(
        help: "A file of NumPy arrays or safetensors with the inputs, named as in the network.",
        completion: .file(), transform: expandingHome)
    package var input: String?

    @Option(help: "The threads of a call; several numbers as in 1,2,4 or 1-4.")
    package var threads = "1"

    @Option(help: "The examples of a call; several numbers as in 1,8,32 or 1-4.")
    package var batch = "1"

    @OptionGroup package var preparation: PreparationOptions

    @Option(help: "The seconds to measure each for.")
    package var seconds = 2.0

    @Option(
        help: """
            Other engines, with commas between them: \(Engine.names); or all that are \
            installed.
            """)
    package var against: String?

    @Option(
        help: "The Python that has the other engines (default: python3).", completion: .file(),
        transform: expandingHome)
    package var python: String?

    @Option(
        help: """
            The seconds after which another engine that does not answer is given up (default: \
            120).
            """)
    package var timeLimit: Double?

    @Flag(help: "Print the times as JSON.")
    package var json = false

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    package func validate() throws {
        _ = try engines
        let (threadCounts, batches) = (try threadCounts, try batches)
        let pairCount = threadCounts.count * batches.count
        if pairCount > 256 {
            throw ValidationError(
                "--threads and --batch name \(pairCount) pairs; there may be 256")
        }
        if !(0...3600).contains(seconds) {
            throw ValidationError("--seconds is \(seconds); it must be in 0...3600")
        }
        if !(0.1...3600).contains(answerSeconds) {
            throw ValidationError("--time-limit is \(answerSeconds); it must be in 0.1...3600")
        }
        for (option, value) in [("--python", python), ("--time-limit", timeLimit.map { "\($0)" })] {
            guard against == nil, let value else { continue }
            throw ValidationError(
                "\(option) is \(value), but no other engines are asked for; it must be left out, or "
                    + "stand beside --against")
        }
        if input != nil, batches != [1] {
            throw ValidationError("--batch must be left out where --input says it")
        }
    }

    var threadCounts: [Int] { get throws { try countList(threads, of: "--threads") } }

    var batches: [Int] { get throws { try countList(batch, of: "--batch") } }

    /// The other engines that are asked for.
    var engines: [Engine] { get throws { try against.map { try Engine.list($0) } ?? [] } }

    /// The program that has other engines.
    var enginePython: String { python ?? "python3" }

    /// The seconds within which another engine must answer.
    var answerSeconds: Double { timeLimit ?? 120 }

    /// Whether an engine may be missing.
    var takesInstalledEngines: Bool { against == Engine.all }

}
