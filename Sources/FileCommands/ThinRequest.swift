package import ArgumentParser
import Files
import Graphs
import ModelFiles
import Reports

/// What `thin` is asked: which model loses its empty channels.
package struct ThinRequest: ParsableArguments {
    /// What the command does, in a line.
    package static let abstract = "Take empty channels, heads and units out of a network."

    /// What is said of it besides.
    package static let discussion = """
        Takes an ONNX file, or a model that carries its graph, whose channels have been pruned \
        ('pattern: channels'), and writes the smaller network: an ordinary one, to be evaluated, \
        trained on, pruned again and exported. What biases and norms make of an empty channel is \
        added to the next layers.

        The outputs of both networks for random inputs are compared in double precision before \
        anything is written; they must be equal up to 1e-9 of the largest.
        """

    @Argument(help: "The model.", completion: .file(), transform: expandingHome)
    package var model: String

    @Option(
        help: "The file to write: an ONNX file for an ONNX file, else a model.",
        transform: expandingHome)
    package var out: String

    @Option(help: "Round the channels that stay up to a multiple of this.")
    package var multiple = 8

    @Option(
        name: .customLong("keep"),
        help: "The fewest channels that stay of a layer, as LAYER=COUNT; may be repeated.")
    package var fewest: [String] = []

    @Flag(help: "Print what was taken out as JSON.")
    package var json = false

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    package func validate() throws {
        if multiple < 1 {
            throw ValidationError("--multiple is \(multiple); it must be at least 1")
        }
        _ = try fewestChannels
        if model.hasEnding(".onnx") != out.hasEnding(".onnx") {
            throw ValidationError(
                "'\(model)' and '\(out)' must both be ONNX files or both be models")
        }
    }

    private var fewestChannels: [String: Int] {
        get throws {
            try fewest.reduce(into: [:]) { counts, text in
                let parts = text.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let count = Int(parts[1]), count >= 0 else {
                    throw ValidationError("--keep is '\(text)'; it must be like conv1.weight=16")
                }
                counts[String(parts[0])] = count
            }
        }
    }

    /// Thins the model, compares, writes it and prints what was taken out.
    ///
    /// - Throws: What reading and writing files throws, `GraphError` for a network that cannot be thinned,
    ///   and ``Failure`` where the outputs differ.
    package func run() throws {
        try refuseInput([model], asOutput: out)
        let options = ThinningOptions(multiple: multiple, fewestChannels: try fewestChannels)
        let thinned = try ModelThinning(ofModelAt: model, options)
        for name in options.fewestChannels.keys.sorted() where thinned.whole.weights[name] == nil {
            throw Failure(.wrongUsage, "--keep names '\(name)', which is no weight of '\(model)'")
        }
        try thinned.write(to: out)
        let report = ThinReport(self, thinned)
        try json ? Console.printDocument(RecordText.document(of: report)) : report.write()
    }
}
