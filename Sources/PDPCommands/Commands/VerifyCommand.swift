import ArgumentParser
import Experiments
import FileCommands
import Files

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: VerificationOptions.abstract,
        usage: "\(Program.name) verify <model> [<options>]",
        discussion: VerificationOptions.discussion(
            options: "--sparsity, --pattern and --recipe"))

    @OptionGroup var options: VerificationOptions

    @Option(
        help: "A recipe whose sparsity and pattern must hold.", completion: .file(),
        transform: expandingHome)
    var recipe: String?

    @Flag(help: "Print the checks as JSON.")
    var json = false

    func run() throws {
        var demands = options.demands
        if let recipe {
            try demands.add(Recipe(path: recipe))
        }
        try options.run(demands, json: json)
    }
}
