import ArgumentParser
import FileCommands

struct BenchmarkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark", abstract: BenchmarkRequest.abstract,
        usage: "\(Program.name) benchmark <model> [<options>]",
        discussion: BenchmarkRequest.discussion)

    @OptionGroup var request: BenchmarkRequest

    func run() throws { try request.run() }
}
