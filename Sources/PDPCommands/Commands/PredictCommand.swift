import ArgumentParser
import Datasets
import FileCommands
import Files
import Prediction
import Reports
import SparseInference

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict", abstract: "Tell the classes of photographs or sentences.",
        usage: "\(Program.name) predict <model> [<inputs> ...] [<options>]",
        discussion: """
            The inputs are image files and folders of them, or for a model of sentences files with a \
            sentence in each line, and a tab between the two of a pair; '-' is the standard input. \
            They are prepared as 'evaluate' does, and zeros are left out where that is faster.

            An ONNX file of another program takes photographs: --labels names its classes, and pixels \
            are normalised as ImageNet's unless --normalization says otherwise.
            """)

    enum NormalizationName: String, CaseIterable, ExpressibleByArgument {
        case imagenet
        case half
        case unit
    }

    @Argument(
        help: "The model, with its graph: a safetensors file or an ONNX file.",
        completion: .file(extensions: ["safetensors", "onnx"]), transform: expandingHome)
    var model: String

    @Argument(help: "What to tell the class of.", completion: .file(), transform: expandingHome)
    var inputs: [String] = []

    @Option(help: "A sentence to tell the class of.")
    var text: String?

    @Option(help: "The second sentence of a pair.")
    var second: String?

    @Option(help: "How many classes to print, the surest first.")
    var top = 1

    @Option(
        help: "The tokens of sentences (default: vocab.txt beside the model).",
        completion: .file(), transform: expandingHome)
    var vocabulary: String?

    @Option(
        help: "The names of the classes of an ONNX file, one in a line.", completion: .file(),
        transform: expandingHome)
    var labels: String?

    @Option(help: "How an ONNX file wants pixels: imagenet, half (-1 to 1) or unit (0 to 1).")
    var normalization: NormalizationName?

    @Option(help: "The threads of a call.")
    var threads = 1

    @Flag(help: "Print the classes as JSON.")
    var json = false

    func validate() throws {
        if top < 1 { throw ValidationError("--top is \(top); it must be at least 1") }
        if !(1...4096).contains(threads) {
            throw ValidationError("--threads is \(threads); it must be in 1...4096")
        }
        if inputs.isEmpty, text == nil {
            throw ValidationError("name files, or give a sentence with --text")
        }
        if second != nil, text == nil { throw ValidationError("--second goes with --text") }
    }

    func run() throws {
        let classifier = try Classifier(
            model, labels: labels.map { try NameFile.lines(of: FilePath($0)) },
            normalization: normalization?.values, vocabulary: vocabulary,
            options: InferenceOptions(threads: threads))
        var predictions: [Prediction] = []
        var failures = 0
        let examples = try examples(for: classifier)
        for example in examples {
            do {
                let classes = try example.classes(by: classifier)
                predictions.append(Prediction(example, classes.prefix(top)))
            } catch let error as DatasetError where examples.count > 1 {
                Console.write("error: \(error)")
                failures += 1
            }
        }
        if !predictions.isEmpty { try show(predictions) }
        if failures > 0 {
            throw Failure(
                .badData, "\(failures) of \(predictions.count + failures) images cannot be used")
        }
    }
}
