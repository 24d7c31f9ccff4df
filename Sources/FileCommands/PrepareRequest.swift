package import ArgumentParser
import Files
import Graphs
import InferenceKernels
import ModelFiles
import ONNXFiles
import Reports
import SparseInference
import Sparsity
import TensorFiles

/// What `prepare` is asked: which network is made ready for a processor.
package struct PrepareRequest: ParsableArguments {
    /// What the command does, in a line.
    package static let abstract = "Write a network as it is run, so that it starts at once."

    /// What is said of it besides.
    package static let discussion = """
        Takes an ONNX file, or a model that carries its graph, and writes its weights as the kernels read \
        them, without the zeros. 'benchmark', the library and the C interface run such a file where it \
        lies: nothing is sorted or copied, and processes that run it share its memory.

        The file is for the sizes and the instructions that are given here. It cannot be changed back: keep \
        the model. Sizes that are free and not given are those of 'benchmark'.
        """

    @Argument(help: "The model.", completion: .file(), transform: expandingHome)
    package var model: String

    @Option(help: "The file to write.", completion: .file(), transform: expandingHome)
    package var out: String

    @Option(help: "The threads that work is divided for; any number may run the file.")
    package var threads = 1

    @Option(help: "The examples of a call.")
    package var batch = 1

    @OptionGroup package var preparation: PreparationOptions

    @Flag(help: "Print what was written as JSON.")
    package var json = false

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    package func validate() throws {
        for (option, number) in [("--threads", threads), ("--batch", batch)]
        where !(1...4096).contains(number) {
            throw ValidationError("\(option) is \(number); it must be in 1...4096")
        }
        if out.hasEnding(".onnx") {
            throw ValidationError("'\(out)' ends as an ONNX file, and a prepared network is none")
        }
    }

    /// Prepares the network, writes it and prints what was written.
    ///
    /// - Throws: What reading and writing files throws, `GraphError` and `InferenceError` for a network that cannot
    ///   be run, and ``Failure`` for sizes that do not belong to it.
    package func run() throws {
        try refuseInput([model], asOutput: out)
        if try PreparedFile.recognized(at: model) != nil {
            throw Failure(
                .wrongUsage, "'\(model)' is prepared already; the model itself must be named")
        }
        var graph = try ModelGraph.read(at: model)
        if batch != 1 { graph = try graph.withFreeBatch() }
        let asked = try preparation.sizes(of: graph, model: model)
        let sizes = graph.usualSizes(batch: batch).merging(asked) { $1 }
        _ = try graph.exampleCount(sizes, asked: batch, model: model)
        let network = try PreparedNetwork(
            graph, options: preparation.options(threads: threads, sizes: sizes),
            metadata: metadata())
        try network.write(to: out)
        let report = PrepareReport(
            model: model, out: out, byteCount: try MappedFile(path: out).byteCount, network.model)
        try json ? Console.printDocument(RecordText.document(of: report)) : report.show()
    }

    /// What the file says besides; graph and promise are about tensors that a prepared file has not.
    private func metadata() throws -> [String: String] {
        let metadata =
            model.hasEnding(".onnx")
            ? try ONNXFile(path: model).graph.metadata : try openTensorFile(at: model).metadata
        let others = [GraphRecord.key, SparsityPromise.key, SparsityPromise.modelKey]
        return metadata.filter { !others.contains($0.key) }
    }
}

/// What `prepare` has written.
private struct PrepareReport: Encodable {
    let model: String
    let out: String
    let byteCount: Int
    let instructionSet: String
    let threads: Int
    let inputs: [String: [Int]]

    init(model: String, out: String, byteCount: Int, _ network: InferenceModel) {
        self.model = model
        self.out = out
        self.byteCount = byteCount
        instructionSet = network.options.instructionSet.rawValue
        threads = network.options.threads
        inputs = Dictionary(
            network.inputs.map { ($0.name, $0.type.shape.compactMap(\.value)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Prints a line.
    func show() throws {
        let shapes = inputs.sorted { $0.key < $1.key }.map { name, shape in
            ([name] + (shape.isEmpty ? [] : [shape.map(String.init).joined(separator: " × ")]))
                .joined(separator: " ")
        }
        let parts = [
            "\(NumberText.count(byteCount)) bytes", instructionSet,
            threads == 1 ? "one thread" : "\(threads) threads",
        ]
        try Console.printResult("\(out): " + (parts + shapes).joined(separator: ", "))
    }
}
