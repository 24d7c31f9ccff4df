import ArgumentParser
import FileCommands

struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare", abstract: PrepareRequest.abstract,
        usage: "pdp-run prepare <model> --out <file> [<options>]",
        discussion: PrepareRequest.discussion)

    @OptionGroup var request: PrepareRequest

    func run() throws { try request.run() }
}
