import ArgumentParser
import FileCommands

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: VerificationOptions.abstract,
        usage: "pdp-run verify <model> [<options>]",
        discussion: VerificationOptions.discussion(options: "--sparsity and --pattern"))

    @OptionGroup var options: VerificationOptions

    @Flag(help: "Print the checks as JSON.")
    var json = false

    func run() throws { try options.run(options.demands, json: json) }
}
