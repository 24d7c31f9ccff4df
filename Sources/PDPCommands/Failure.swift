import ArgumentParser
import Files
import Foundation

/// How the command ends when it cannot do what was asked.
struct Failure: Error {
    /// The exit statuses of the command.
    enum Status: Int32 {
        case failed = 1
        case wrongUsage = 64
        case badData = 65
        case missingInput = 66
        case cannotWrite = 73
        case interrupted = 130
    }

    let status: Status
    let message: String
    var hint: String?

    /// Writes what went wrong to the standard error and ends the process.
    static func end(with error: any Error) -> Never {
        guard let failure = Failure(error) ?? Failure(ofUsage: error) else {
            endAsAsked(by: error)
        }
        Console.clearLine()
        Console.write("error: \(failure.message)")
        if let hint = failure.hint { Console.write("hint: \(hint)") }
        Foundation.exit(failure.status.rawValue)
    }

    /// Prints what the argument parser has been asked for, such as its help, and ends the process.
    private static func endAsAsked(by error: any Error) -> Never {
        let code = PDPCommand.exitCode(for: error)
        let text = PDPCommand.fullMessage(for: error)
        guard code.isSuccess else {
            if !text.isEmpty { Console.write(text) }
            Foundation.exit(code.rawValue)
        }
        do {
            if !text.isEmpty { try Console.printResult(text) }
        } catch {
            end(with: error)
        }
        Foundation.exit(code.rawValue)
    }

    init(_ status: Status, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// Takes over an error of the libraries; `nil` for one that belongs to the argument parser.
    init?(_ error: any Error) {
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
    private init?(ofUsage error: any Error) {
        guard PDPCommand.exitCode(for: error) == .validationFailure else { return nil }
        let parts = PDPCommand.fullMessage(for: error).split(separator: "'")
        let help = parts.last { $0.hasSuffix(" --help") }
        self.init(
            .wrongUsage, PDPCommand.message(for: error),
            hint: "see \(help ?? "\(Program.name) --help")")
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
