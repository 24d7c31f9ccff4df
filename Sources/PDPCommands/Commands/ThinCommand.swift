import ArgumentParser
import FileCommands

struct ThinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thin", abstract: ThinRequest.abstract,
        usage: "\(Program.name) thin <model> --out <file> [<options>]",
        discussion: ThinRequest.discussion)

    @OptionGroup var request: ThinRequest

    func run() throws { try request.run() }
}
