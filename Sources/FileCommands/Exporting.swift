package import ArgumentParser
import Files
import Graphs
import ModelFiles
import ONNXFiles
import Reports
import Sparsity
package import TensorFiles

/// What `export` is asked: which model it writes again, and how.
package struct Exporting: ParsableArguments {
    /// What the command does, in a line.
    package static let abstract = "Write a model again in another format."

    /// What is said of it besides.
    package static let discussion = """
        Any safetensors file, compressed or not, checkpoint of torch.save, file of NumPy arrays or \
        ONNX file will do. The promise of a model and what it says of itself are kept; the promise is checked \
        first, and a broken one is an error.

        'compressed' is a safetensors file in which weights with many zeros stand in parts, packed \
        in the shortest way: every command reads it as any other file. Values keep all their bits, \
        or take 16 or 8 with --bits; no value becomes zero by that. The bound in the table is the \
        values and the entropy of their positions.

        'onnx' writes the graph that the model carries, for any engine: opset 17 unless --opset says \
        another, the names of the tensors kept, any number of examples, and the promise in the \
        metadata; --sparse writes weights with many zeros as sparse_initializer.
        """

    @Argument(help: "The model.", completion: .file(), transform: expandingHome)
    package var model: String

    @Option(help: "The file to write.", completion: .file(), transform: expandingHome)
    package var out: String

    @Option(help: "The format to write.")
    package var format: ExportFormat

    @Option(help: "The bits of a weight in a compressed file.")
    package var bits: ValueBits?

    @Option(help: "The opset of an ONNX file, 13 to 22 (default: 17).")
    package var opset: Int?

    @Flag(help: "Write zeros of an ONNX file as sparse_initializer, where that is shorter.")
    package var sparse = false

    @Option(help: "The part of a checkpoint to write, such as model_ema.")
    package var stateKey: String?

    @Flag(help: "Print the sizes as JSON.")
    package var json = false

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    package func validate() throws {
        if bits != nil, format != .compressed {
            throw ValidationError("--bits is for the format 'compressed'")
        }
        if opset != nil || sparse, format != .onnx {
            throw ValidationError("--opset and --sparse are for the format 'onnx'")
        }
        let named: ExportFormat? =
            out.hasEnding(".onnx") ? .onnx : out.hasEnding(".safetensors") ? .safetensors : nil
        if let named, (named == .onnx) != (format == .onnx) {
            throw ValidationError(
                "--format is '\(format.rawValue)', and '\(out)' ends as a file of '\(named.rawValue)'"
            )
        }
    }

    /// Writes the file and prints its sizes.
    ///
    /// - Throws: What reading and writing files throws, and ``Failure`` for a model that does not hold
    ///   its promise, cannot be copied whole, or would be replaced.
    package func run() throws {
        let file = try openModelFile(at: model, stateKey: stateKey)
        try ModelGraph.refusePrepared(file)
        try refuseInput([model] + ((file as? ShardedFile)?.shardPaths ?? []), asOutput: out)
        if let tensor = file.unusableTensors.first {
            throw Failure(
                .badData,
                "tensor \(tensor.name.quotedOnOneLine) of '\(model)' has elements of type "
                    + "\(tensor.type.quotedOnOneLine), which cannot be exported")
        }
        if stateKey != nil, !(file is PyTorchFile) {
            throw Failure(
                .wrongUsage, "--state-key is for checkpoints of torch.save, and '\(model)' is none")
        }
        try checkPromise(of: file)
        let report = try write(file)
        try json ? Console.printDocument(RecordText.document(of: report)) : report.show()
    }

    /// Throws unless the model holds what it promises.
    private func checkPromise(of file: any TensorFile) throws {
        guard let promise = try SparsityPromise.read(file.metadata, path: model) else { return }
        guard let broken = try promise.findings(in: file).first(where: { !$0.holds }) else {
            return
        }
        throw Failure(
            .badData, "'\(model)' does not hold what it promises: \(broken.text)",
            hint: "verify lists all that it promises")
    }

    private func write(_ file: some TensorFile) throws -> ExportReport {
        // What readers of safetensors files in Python want to know.
        let metadata = file.metadata.merging(["format": "pt"]) { own, _ in own }
        switch format {
        case .safetensors:
            let writer = try SafetensorsWriter(copying: file, metadata: metadata)
            let byteCount = try writer.fileByteCount()
            try writer.write(to: out)
            return ExportReport(self, byteCount: byteCount, tensorCount: file.entries.count)
        case .onnx:
            var writer = ONNXWriter()
            writer.opset = opset ?? writer.opset
            writer.writesZerosSparsely = sparse
            var graph =
                try (file as? ONNXWeights)?.graph
                ?? ModelGraph.read(file, path: model).followingAliases()
            graph.metadata = file.metadata.filter { $0.key != GraphRecord.key }
            try writer.write(graph, to: out)
            return ExportReport(
                self, byteCount: try MappedFile(path: out).byteCount,
                tensorCount: graph.weights.count)
        case .compressed:
            let writer = try CompressedWriter(
                of: file, bits: bits ?? .thirtyTwo, metadata: metadata)
            try writer.write(to: out)
            return ExportReport(
                self, byteCount: try writer.fileByteCount(), records: writer.records)
        }
    }
}

/// Throws if an output is one of the files that are to be read, by this or any other name.
func refuseInput(_ inputs: [String], asOutput out: String) throws {
    guard let target = status(ofFile: FilePath(out)) else { return }
    for input in inputs where status(ofFile: FilePath(input))?.identity == target.identity {
        throw Failure(
            .wrongUsage, "'\(out)' is the model that is to be read; another file must be written")
    }
}
