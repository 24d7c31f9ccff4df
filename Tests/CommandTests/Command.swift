import Foundation
import TestSupport

/// Runs the built command in a folder of its own, which is removed with the object.
final class Command {
    /// What the command did.
    struct Outcome: Equatable {
        /// The exit status; the number of the signal, negated, if one ended the process.
        let status: Int32
        /// The standard output.
        let output: String
        /// The standard error.
        let errors: String
    }

    /// The command was not built beside the tests.
    struct Missing: Error, CustomStringConvertible {
        let description =
            "the command 'pdp' was not found beside the test bundle; "
            + "build it with 'swift build -c release --product pdp'"
    }

    /// The options of a short run.
    static let shortRun = [
        "--threads", "1", "--set", "epochs=2", "--set", "pruning.rampEpochs=0.5", "--set",
        "batchSize=32",
        "--set", "data.trainingCount=64", "--set", "data.testCount=40",
    ]

    /// The recipe that is tested.
    static let recipe = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Recipes/quick.yaml").standardizedFileURL.path

    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The command stands in the folder of the test bundle, whose path is among the arguments of
    /// every program that runs tests.
    static let executable: String? = CommandLine.arguments.lazy
        .compactMap { argument -> String? in
            let parts = argument.components(separatedBy: "/")
            guard let bundle = parts.firstIndex(where: { $0.hasSuffix(".xctest") }) else {
                return nil
            }
            return (parts[..<bundle] + ["pdp"]).joined(separator: "/")
        }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Starts the command; its outcome is there when the process has ended.
    func start(_ arguments: [String]) throws -> Process {
        guard let executable = Self.executable else { throw Missing() }
        return try start(executable, arguments)
    }

    /// Runs the command to its end.
    func callAsFunction(_ arguments: String...) throws -> Outcome { try run(arguments) }

    /// Runs the command to its end.
    func run(_ arguments: [String]) throws -> Outcome { try finish(start(arguments)) }

    /// Runs another program of the search path to its end.
    func program(_ name: String, _ arguments: [String]) throws -> Outcome {
        try finish(start("/usr/bin/env", [name] + arguments))
    }

    /// Waits for the end of `process`.
    func finish(_ process: Process) throws -> Outcome {
        process.waitUntilExit()
        let hasExited = process.terminationReason == .exit
        return Outcome(
            status: hasExited ? process.terminationStatus : -process.terminationStatus,
            output: try text(".output"), errors: try text(".errors"))
    }

    /// The text of a file in the folder.
    func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    /// Starts a program; its outcome is there when the process has ended.
    func start(_ path: String, _ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try newFile(".output")
        process.standardError = try newFile(".errors")
        try process.run()
        return process
    }

    private func newFile(_ name: String) throws -> FileHandle {
        let url = URL(fileURLWithPath: folder.path(name))
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }
}
