package import ArgumentParser
import Files
import Graphs
import ModelFiles
import ONNXFiles
import Reports
package import Sparsity
import TensorFiles

/// What `verify` is asked: which model it judges, and what must hold besides its promise.
package struct VerificationOptions: ParsableArguments {
    /// What the command does, in a line.
    package static let abstract = "Prove from the file alone that a model has its promised zeros."

    @Argument(
        help: "The model: a safetensors file, a checkpoint of torch.save or an ONNX file.",
        completion: .file(),
        transform: expandingHome)
    package var model: String

    @Option(help: "The share of zeros that the pruned weights must have, 0 to 1.")
    package var sparsity: Double?

    @Option(help: "The pattern that must hold: unstructured, channels, N:M or Rx1.")
    package var pattern: String?

    @Option(
        name: .customLong("layer"),
        help: "A tensor that --sparsity and --pattern mean, with * and ?; may be repeated.")
    package var layers: [String] = []

    /// Asks for nothing yet; the argument parser fills it in.
    package init() {}

    package func validate() throws {
        if let sparsity, !(0...1).contains(sparsity) {
            throw ValidationError("sparsity is \(sparsity); it must be 0 to 1")
        }
    }

    /// What is said of the command besides.
    ///
    /// - Parameter options: The options that ask for more, as the subject of a sentence.
    /// - Returns: The text.
    package static func discussion(options: String) -> String {
        """
        A model of this program carries its promise: the zeros of every pruned tensor and the \
        pattern. They are checked first. \(options) ask for more; in \
        other files they count every weight with two or more dimensions. The exit status is \
        0 if everything holds and 1 if not.
        """
    }

    /// The demands that the options make.
    package var demands: ModelDemands {
        ModelDemands(sparsity: sparsity, pattern: pattern, tensors: layers.map { PathGlob($0) })
    }

    /// Verifies the model and prints the checks.
    ///
    /// - Parameters:
    ///   - demands: What must hold.
    ///   - json: Whether the checks are printed as JSON.
    /// - Throws: What ``Sparsity/verify(_:demands:)`` throws, and the exit status of a model that
    ///   does not hold what it must.
    package func run(_ demands: ModelDemands, json: Bool) throws {
        let file = try openModelFile(at: model)
        try ModelGraph.refusePrepared(file)
        var demands = demands
        demands.channelAxes = try GraphRecord.structure(in: file.metadata, path: model)?.outputAxes
        let findings = try verify(file, demands: demands)
        if json {
            try Console.printDocument(RecordText.document(of: findings))
        } else {
            for finding in findings {
                let line = (finding.holds ? "ok      " : "broken  ") + finding.text
                try Console.printResult(line.wrapped(to: Console.outputWidth, indentation: 8))
            }
        }
        if !findings.allSatisfy(\.holds) { throw ExitCode(Failure.Status.failed.rawValue) }
    }
}
