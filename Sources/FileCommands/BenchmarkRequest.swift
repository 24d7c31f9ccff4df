public import ArgumentParser
import Files
import Graphs
public import InferenceKernels
import ModelFiles
import Reports
public import SparseInference

/// What `benchmark` is asked: how fast a network runs.
package struct BenchmarkRequest: ParsableArguments {
    /// What the command does, in a line.
    package static let abstract = "Measure how fast a network runs, layer by layer."

    /// What is said of it besides.
    package static let discussion = """
        Takes an ONNX file, or a model that carries its graph, and runs it without LibTorch, zeros \
        left out where that is faster. Inputs are random, unless --input gives them.

        'GFLOP/s' counts weights that are not zero; 'of peak' is their share of what the processor \
        reaches in registers alone, all threads together.

        Sizes that are free in the file are 1 for the first axis of inputs, 224 for the sides of \
        images, and 128 for others; --batch and --size say other ones.
        """

    @Argument(help: "The model.", completion: .file(), transform: expandingHome)
    package var model: String

    @Option(
        help: "A file of NumPy arrays or safetensors with the inputs, named as in the network.",
        completion: .file(), transform: expandingHome)
    package var input: String?

    @Option(help: "The threads of a call.")
    package var threads = 1

    @Option(help: "The examples of a call.")
    package var batch = 1

    @Option(
        name: .customLong("size"),
        help: "A size that is free in the file, as NAME=NUMBER; may be repeated.")
    package var sizes: [String] = []

    @Option(help: "The instructions: portable, avx2 or avx512 (default: the widest there is).")
    package var instructionSet: InstructionSet?

    @Option(help: "Which layers leave zeros out: estimated, measured, dense or sparse.")
    package var selection = InferenceOptions.Selection.estimated

    @Option(
        help: "A file of 'calibrate' that says which way of a layer is the faster one.",
        completion: .file(), transform: expandingHome)
    package var costs: String?

    @Option(help: "The seconds to measure for.")
    package var seconds = 2.0

    @Flag(help: "Print the times as JSON.")
    package var json = false

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    package func validate() throws {
        for (name, count) in [("--threads", threads), ("--batch", batch)]
        where !(1...4096).contains(count) {
            throw ValidationError("\(name) is \(count); it must be in 1...4096")
        }
        if !(0...3600).contains(seconds) {
            throw ValidationError("--seconds is \(seconds); it must be in 0...3600")
        }
        if input != nil, batch != 1 {
            throw ValidationError("--batch must be left out where --input says it")
        }
        _ = try namedSizes
    }

    private var namedSizes: [String: Int] {
        get throws {
            try sizes.reduce(into: [:]) { sizes, text in
                let parts = text.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let size = Int(parts[1]), (1...1 << 20).contains(size)
                else {
                    throw ValidationError("--size is '\(text)'; it must be like length=128")
                }
                sizes[String(parts[0])] = size
            }
        }
    }

    /// The sizes that were given, which must be free in the network.
    private func checkedSizes(of graph: Graph) throws -> [String: Int] {
        let (given, free) = (try namedSizes, graph.usualSizes(batch: batch).keys.sorted())
        if let unknown = given.keys.sorted().first(where: { !free.contains($0) }) {
            throw Failure(
                .wrongUsage,
                "--size names '\(unknown)', which is no free size of '\(model)'; "
                    + (free.isEmpty ? "it has none" : "it has \(free.joined(separator: ", "))"))
        }
        return given
    }

    /// Prepares the network, measures it and prints the times.
    ///
    /// - Throws: What reading the file throws, `GraphError` and `InferenceError` for a network that
    ///   cannot be run, and ``Failure`` where nothing can be printed.
    package func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        var graph = try ModelGraph.read(at: model)
        if batch != 1 || input != nil { graph = try graph.withFreeBatch() }
        let given = try input.map { try GivenInputs(path: $0, for: graph) }
        let asked = try checkedSizes(of: graph)
        if let name = asked.keys.sorted().first(where: { given?.sizes[$0] != nil }) {
            throw Failure(.wrongUsage, "--size names '\(name)', which --input says")
        }
        let free = graph.usualSizes(batch: batch).merging(asked) { $1 }
        let instructionSet = instructionSet ?? .best
        let options = InferenceOptions(
            threads: threads, instructionSet: instructionSet, selection: selection,
            sizes: free.merging(given?.sizes ?? [:]) { $1 },
            costs: try costs.flatMap { try KernelCostsFile(path: $0).costs()[instructionSet] })
        let network = try InferenceModel(graph, options: options)
        let preparation = clock.now - start
        let inputs = try given?.tensors ?? network.randomInputs()
        let times = try network.latencies(inputs, seconds: seconds)
        let layers = try network.measureLayers(inputs, count: min(times.count, 20))
        let report = BenchmarkReport(
            self, options, batch: given.map { $0.batch } ?? batch, preparation: preparation,
            times: times, layers: layers,
            peakGigaflops: options.instructionSet.peakGigaflops())
        try json ? Console.printDocument(RecordText.document(of: report)) : report.show()
    }
}

extension InstructionSet: ExpressibleByArgument {}
extension InferenceOptions.Selection: ExpressibleByArgument {}
