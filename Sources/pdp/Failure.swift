import ArgumentParser
import Datasets
import Files
import Foundation
import Kernels
import Layers
import Models
import Pruning
import PyTorchFiles
import Reports
import Safetensors
import Tensors
import Training

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

    /// Sorts an error of the libraries; `nil` for one that belongs to the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as TrainingError: self.init(error)
        case let error as FileError: self.init(Self.status(of: error), error.description)
        case let error as DatasetError: self.init(Self.status(of: error), error.description)
        case let error as PyTorchFileError: self.init(.badData, error.description)
        case let error as RecipeError: self.init(.badData, error.description)
        case let error as PruningError: self.init(Self.status(of: error), error.description)
        case let error as ModelError: self.init(.badData, error.description)
        case let error as LayerError: self.init(error)
        case let error as SafetensorsError: self.init(.badData, error.description)
        case let error as ShardError: self.init(Self.status(of: error), error.description)
        case let error as ReportsError: self.init(.badData, error.description)
        case let error as KernelError: self.init(.failed, error.description)
        case let error as DecodingError: self.init(.badData, error.sentence)
        case let error as TorchError: self.init(.failed, error.description)
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
            .wrongUsage, PDPCommand.message(for: error), hint: "see \(help ?? "pdp --help")")
    }

    private init(_ error: TrainingError) {
        let message = error.description
        switch error {
        case .diverged(let divergence):
            self.init(.failed, message, hint: Self.hint(divergence.place))
        case .interrupted:
            self.init(.interrupted, message, hint: "run the same command with --resume")
        case .folderInUse:
            self.init(.cannotWrite, message, hint: "use --resume, or another folder with --out")
        case .folderLocked:
            self.init(
                .cannotWrite, message, hint: "wait for its end, or use another folder with --out")
        case .missingData:
            self.init(.missingInput, message, hint: "name the folder with --data")
        case .needlessData:
            self.init(.wrongUsage, message, hint: "leave out --data, or set data.kind to auto")
        case .unknownData, .unknownSentences, .missingVocabulary:
            self.init(.missingInput, message)
        case .differentData:
            self.init(
                .badData, message,
                hint: "name the data of the run with --data, or another folder with --out")
        case .noSuchTensor(_, let path):
            self.init(.badData, message, hint: "pdp inspect \(path) lists the names")
        case .unfitWeights:
            self.init(.badData, message, hint: "set partialWeights to true to load what fits")
        case .severalNetworks(let keys, _):
            self.init(
                .badData, message,
                hint: "set stateKey to one of them\(keys.first.map { ", such as \($0)" } ?? "")")
        case .labelMismatch(_, _, let key, let place):
            self.init(
                .badData, message,
                hint: "take '\(key)' out of \(place) "
                    + "if the class layer does not have these classes")
        case .casingMismatch(let isLowerCasing, _):
            self.init(.badData, message, hint: "set data.cased to \(!isLowerCasing)")
        case .normalizationMismatch:
            self.init(.badData, message, hint: "set data.normalization to that of the teacher")
        case .differentRecipe, .invalidCheckpoint, .notAModel, .invalidDescription, .dataMismatch,
            .classMismatch, .nothingToEvaluate, .unfitReference, .differentParts:
            self.init(.badData, message)
        }
    }

    private static func hint(_ place: Divergence.Place) -> String {
        switch place {
        case .loss, .gradients, .weights:
            "lower optimizer.learningRate, add warmUpEpochs or set optimizer.gradientNorm"
        case .statistics:
            "the inputs of that layer are too large: look at data.normalization and the layers before it"
        case .evaluation:
            "lower optimizer.learningRate, or look at data.normalization: the outputs are too large"
        }
    }

    private init(_ error: LayerError) {
        switch error {
        case .oneValuePerChannel:
            self.init(
                .badData, error.description,
                hint: "choose a batchSize that leaves no batch with a single example, "
                    + "or larger images")
        case .stateMismatch, .unusableType, .missingPrefix, .tooLarge, .nameCollision,
            .unreachableMember:
            self.init(.badData, error.description)
        }
    }

    private static func status(of error: FileError) -> Status {
        switch error {
        case .cannotRead: .missingInput
        case .cannotWrite, .cannotMakeFolder, .unwritableFolder, .notAFolder: .cannotWrite
        case .notAFile: .badData
        }
    }

    private static func status(of error: ShardError) -> Status {
        if case .missingShard = error { return .missingInput }
        return .badData
    }

    private static func status(of error: PruningError) -> Status {
        if case .notFinite = error { return .failed }
        return .badData
    }

    private static func status(of error: DatasetError) -> Status {
        switch error {
        case .missingFolder, .notAFolder, .emptyFolder, .missingFile, .unreadableFile: .missingInput
        default: .badData
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
