import ArgumentParser
import FileCommands
import Files

/// What of `pdp` needs no LibTorch, as a program of its own.
@main
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pdp-run",
        abstract:
            "Look into files of weights, prove their zeros, make them small and run them, without LibTorch.",
        discussion: """
            The subcommands are those of 'pdp', with the same texts and exit statuses: 0 done, \
            1 failed, 64 wrong usage, 65 bad data, 66 missing input, 73 cannot write.
            """,
        version: Version.current,
        subcommands: [
            InspectCommand.self, VerifyCommand.self, ThinCommand.self, ExportCommand.self,
            PrepareCommand.self, BenchmarkCommand.self, CalibrateCommand.self,
        ])

    static func main() {
        Console.prepare()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Failure.end(with: error, of: Self.self)
        }
    }
}
