package import ArgumentParser
import Files
import Foundation

/// How the command ends when it cannot do what was asked.
package struct Failure: Error {
    /// The exit statuses of the command.
    package enum Status: Int32 {
        case failed = 1
        case wrongUsage = 64
        case badData = 65
        case missingInput = 66
        case cannotWrite = 73
        case interrupted = 130
    }

    /// How the process ends.
    package let status: Status
    /// What went wrong; empty where it has been said already.
    package let message: String
    /// What helps.
    package var hint: String?

    /// Writes what went wrong to the standard error and ends the process.
    ///
    /// - Parameters:
    ///   - error: What a command has thrown.
    ///   - command: The command with all its subcommands.
    package static func end<Command: ParsableCommand>(
        with error: any Error, of command: Command.Type
    ) -> Never {
        guard let failure = Failure(error) ?? Failure(error, of: command) else {
            endAsAsked(by: error, of: command)
        }
        Console.clearLine()
        if !failure.message.isEmpty { Console.write("error: \(failure.message)") }
        if let hint = failure.hint { Console.write("hint: \(hint)") }
        Foundation.exit(failure.status.rawValue)
    }

    /// Prints what the argument parser has been asked for, such as its help, and ends the process.
    private static func endAsAsked<Command: ParsableCommand>(
        by error: any Error, of command: Command.Type
    ) -> Never {
        let code = command.exitCode(for: error)
        let text = command.fullMessage(for: error)
        guard code.isSuccess else {
            if !text.isEmpty { Console.write(text) }
            Foundation.exit(code.rawValue)
        }
        do {
            if !text.isEmpty { try Console.printResult(text) }
        } catch {
            end(with: error, of: command)
        }
        Foundation.exit(code.rawValue)
    }

    /// Ends with `status`, `message` and what helps.
    package init(_ status: Status, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// Takes over an error of the libraries; `nil` for one that belongs to the argument parser.
    package init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as any ReportedError:
            self.init(Status(error.category), error.description, hint: error.hint)
        case let error as DecodingError: self.init(.badData, error.sentence)
        default: return nil
        }
    }

    /// Words a complaint of the argument parser as all others; `nil` for other errors, and for
    /// wishes such as `--help`, which the parser treats as errors.
    private init?<Command: ParsableCommand>(_ error: any Error, of command: Command.Type) {
        guard command.exitCode(for: error) == .validationFailure else { return nil }
        let parts = command.fullMessage(for: error).split(separator: "'")
        let help = parts.last { $0.hasSuffix(" --help") }
        let ownHelp = "\(command.configuration.commandName ?? "pdp") --help"
        self.init(
            .wrongUsage, command.message(for: error), hint: "see \(help ?? ownHelp[...])")
    }
}

extension Failure.Status {
    fileprivate init(_ category: ErrorCategory) {
        self =
            switch category {
            case .failure: .failed
            case .wrongUsage: .wrongUsage
            case .badInput: .badData
            case .missingInput: .missingInput
            case .unwritableOutput: .cannotWrite
            case .interruption: .interrupted
            }
    }
}

extension DecodingError {
    /// One sentence without the dump of types that the description is.
    fileprivate var sentence: String {
        let context: Context
        switch self {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
            .dataCorrupted(let found):
            context = found
        @unknown default:
            return "a file of JSON is not what it must be"
        }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        let place = path.isEmpty ? "" : " at '\(path)'"
        return "a file of JSON is not what it must be\(place): \(context.debugDescription)"
            .onOneLine
    }
}
