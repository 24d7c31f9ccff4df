import ArgumentParser
import Experiments
import Files
import Pruning
import Reports

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove from the file alone that a model has its promised zeros.",
        usage: "\(Program.name) verify <model> [<options>]",
        discussion: """
            A model of this program carries its promise: the zeros of every pruned tensor and the \
            pattern. They are checked first. --sparsity, --pattern and --recipe ask for more; in \
            other files they count every weight with two or more dimensions. The exit status is \
            0 if everything holds and 1 if not.
            """)

    @Argument(
        help: "The model, a safetensors file or a checkpoint of torch.save.", completion: .file(),
        transform: expandingHome)
    var model: String

    @Option(help: "The share of zeros that the pruned weights must have, 0 to 1.")
    var sparsity: Double?

    @Option(help: "The pattern that must hold: unstructured, channels or N:M.")
    var pattern: String?

    @Option(
        name: .customLong("layer"),
        help: "A tensor that --sparsity and --pattern mean, with * and ?; may be repeated.")
    var layers: [String] = []

    @Option(
        help: "A recipe whose sparsity and pattern must hold.", completion: .file(),
        transform: expandingHome)
    var recipe: String?

    @Flag(help: "Print the checks as JSON.")
    var json = false

    func validate() throws {
        if let sparsity, !(0...1).contains(sparsity) {
            throw ValidationError("sparsity is \(sparsity); it must be 0 to 1")
        }
    }

    func run() throws {
        var demands = ModelDemands(
            sparsity: sparsity, pattern: pattern, tensors: layers.map { PathGlob($0) })
        if let recipe {
            try demands.add(Recipe(path: recipe))
        }
        let findings = try verify(modelAt: model, demands: demands)
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
