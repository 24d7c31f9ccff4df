import ArgumentParser
import FileCommands

struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate", abstract: CalibrationRequest.abstract,
        usage: "\(Program.name) calibrate [<options>]", discussion: CalibrationRequest.discussion)

    @OptionGroup var request: CalibrationRequest

    func run() throws { try request.run() }
}
