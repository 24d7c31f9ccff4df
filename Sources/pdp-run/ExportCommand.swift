import ArgumentParser
import FileCommands

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: Exporting.abstract,
        usage: "pdp-run export <model> --out <file> --format <format> [<options>]",
        discussion: Exporting.discussion)

    @OptionGroup var exporting: Exporting

    func run() throws { try exporting.run() }
}
