import ArgumentParser
import Foundation

@main
struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Fuzzing/run",
        abstract: "Feed mutated files to the readers of outside input.",
        discussion: """
            Readers: \(Reader.allCases.map(\.rawValue).joined(separator: ", ")), all. A crash, more \
            than ten seconds or 1 GiB for one input, and an error that is not one line of text are \
            findings: the input is kept in Fuzzing/findings. An input follows from the seed and its \
            number, so a run can be repeated.
            """,
        subcommands: [WatchCommand.self, WorkerCommand.self],
        defaultSubcommand: WatchCommand.self)
}

/// Watches workers, one reader after the other.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Feed mutated files to a reader, or to all.")

    @Argument(help: "A reader, or all.")
    var reader: String

    @Option(help: "Seconds for each reader.")
    var seconds = 600.0

    @Option(help: "Another seed makes other inputs.")
    var seed: UInt64 = 1

    @Option(help: "Read only the input of this number.")
    var only: Int?

    @Option(help: .hidden)
    var repository = FileManager.default.currentDirectoryPath

    func run() throws {
        let readers =
            reader == "all" ? Reader.allCases : Reader(rawValue: reader).map { [$0] } ?? []
        guard !readers.isEmpty else {
            let names = Reader.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no reader '\(reader)'; the readers are \(names), all")
        }
        guard seconds > 0 else { throw ValidationError("--seconds is \(seconds); more than 0") }
        if only == nil { print(FuzzReport.header) }
        var findingCount = 0
        for reader in readers {
            var watcher = Watcher(
                reader: reader, seed: seed, repository: Repository(root: repository))
            let report = try watcher.watch(
                seconds: only == nil ? seconds : 60, from: only ?? 0, once: only != nil)
            print(report.line)
            findingCount += report.findingCount
        }
        if findingCount > 0 { throw ExitCode(1) }
    }
}
