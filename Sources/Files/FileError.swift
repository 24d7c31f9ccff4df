import Foundation

/// What can go wrong with a file or a folder.
///
/// `code` is the system's error number (`errno`); the description uses the system's own words for
/// it.
public enum FileError: ReportedError, Equatable, Sendable {
    /// The file cannot be opened or read.
    case cannotRead(path: String, code: Int32)
    /// The file cannot be written; nothing is left under its name that was not there before.
    case cannotWrite(path: String, code: Int32)
    /// The folder cannot be created.
    case cannotMakeFolder(path: String, code: Int32)
    /// The folder is there, but no file can be created in it.
    case unwritableFolder(path: String, code: Int32)
    /// A regular file is needed, and something else stands at the path.
    case notAFile(path: String, kind: FileKind)
    /// Something else than a regular file stands where one is to be written.
    case cannotReplace(path: String, kind: FileKind)
    /// A folder is needed, and something else stands at the path.
    case notAFolder(path: String, kind: FileKind)

    /// One sentence with the path, what failed and why.
    public var description: String {
        switch self {
        case .cannotRead(let path, let code):
            "cannot read '\(path)': \(words(for: code))"
        case .cannotWrite(let path, let code):
            "cannot write '\(path)': \(words(for: code))"
        case .cannotMakeFolder(let path, let code):
            "cannot make the folder '\(path)': \(words(for: code))"
        case .unwritableFolder(let path, let code):
            "cannot write into the folder '\(path)': \(words(for: code))"
        case .notAFile(let path, let kind), .cannotReplace(let path, let kind):
            "'\(path)' is \(kind.rawValue); a regular file is needed"
        case .notAFolder(let path, let kind):
            "'\(path)' is \(kind.rawValue); a folder is needed"
        }
    }
}

/// Returns the system's words for an error number.
private func words(for code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
}

extension FileError {
    /// Input that is missing or bad, or output that cannot be written.
    public var category: ErrorCategory {
        switch self {
        case .cannotRead: .missingInput
        case .cannotWrite, .cannotMakeFolder, .unwritableFolder, .notAFolder, .cannotReplace:
            .unwritableOutput
        case .notAFile: .badInput
        }
    }
}
