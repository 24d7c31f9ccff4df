import ArgumentParser
import FileCommands

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: Inspection.abstract,
        usage: "\(Program.name) inspect <model> [<options>]", discussion: Inspection.discussion)

    @OptionGroup var inspection: Inspection

    func run() throws { try inspection.run() }
}
