import Files

/// Why another engine was not measured.
enum EngineProblem: Error, CustomStringConvertible {
    /// Python does not know the engine.
    case missing(python: String)
    /// The engine refuses the network.
    case failed(String)
    /// The process has ended, with the last line of its errors.
    case ended(status: Int32, errors: String?)
    /// The process does not answer.
    case silent(limit: Double)
    /// The process answers what is not understood.
    case rubbish(String)

    /// The end of a sentence that the name of the engine begins.
    var description: String {
        switch self {
        case .missing(let python): "it is not installed for '\(python)'"
        case .failed(let reason): reason.onOneLine
        case .ended(let status, let errors):
            "its process ended with \(Self.words(of: status))"
                + (errors.map { ": \($0.onOneLine)" } ?? "")
        case .silent(let limit):
            "its process did not answer within \(Self.words(of: limit)) s"
        case .rubbish(let line): "its process answered \(line.quotedOnOneLine)"
        }
    }

    /// The seconds as they were asked for.
    private static func words(of seconds: Double) -> String {
        let text = "\(seconds)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The words for the status that waiting for a process gives.
    private static func words(of status: Int32) -> String {
        let signal = status & 0x7f
        return signal == 0 ? "status \(status >> 8 & 0xff)" : "signal \(signal)"
    }
}
