public import Files

/// Why a network cannot be prepared or run.
public enum InferenceError: ReportedError, Equatable, Sendable {
    /// Sizes of inputs are symbols, and nothing says what they are.
    case freeSizes(names: [String])
    /// The size of a value depends on the elements of an input.
    case unknownSize(value: String, type: String)
    /// An input was not given, is none of the network, or has another type.
    case wrongInput(name: String, problem: String)
    /// The processor does not have the instructions that were asked for.
    case unsupportedInstructions(String)
    /// A call needs more memory than there is.
    case tooLarge(byteCount: Int)
    /// The file of costs that were measured cannot be read.
    case damagedCosts(path: String, problem: String)
    /// A file of a prepared network cannot be read.
    case damagedPreparation(path: String, problem: String)
    /// A network was prepared for something else than is asked for.
    case preparedOtherwise(path: String, problem: String)

    /// One sentence: what is wrong, what was found, what is allowed and where.
    public var description: String {
        switch self {
        case .freeSizes(let names):
            "the sizes \(names.map(\.quotedOnOneLine).joined(separator: ", ")) of the inputs are free; "
                + "each needs a number"
        case .unknownSize(let value, let type):
            "the value \(value.quotedOnOneLine) has the type \(type.onOneLine), whose size depends on "
                + "the elements of an input; sizes must follow from those of the inputs"
        case .wrongInput(let name, let problem): "input \(name.quotedOnOneLine): \(problem)"
        case .unsupportedInstructions(let name):
            "this processor does not have the instructions \(name)"
        case .tooLarge(let byteCount):
            "a call of the network needs \(byteCount) bytes, and there is not so much memory; take "
                + "fewer examples, or smaller ones"
        case .damagedCosts(let path, let problem):
            "\(path.quotedOnOneLine) is no file of kernel costs: \(problem.onOneLine); delete it, and "
                + "run 'pdp calibrate' again"
        case .damagedPreparation(let path, let problem):
            "\(path.quotedOnOneLine) is no prepared network that can be run: \(problem.onOneLine); prepare "
                + "it again"
        case .preparedOtherwise(let path, let problem):
            "\(path.quotedOnOneLine) was prepared for \(problem.onOneLine)"
        }
    }

    /// Bad input, but for what a caller has asked for.
    public var category: ErrorCategory {
        switch self {
        case .freeSizes, .wrongInput, .unsupportedInstructions, .tooLarge, .preparedOtherwise:
            .wrongUsage
        case .unknownSize, .damagedCosts, .damagedPreparation: .badInput
        }
    }
}
