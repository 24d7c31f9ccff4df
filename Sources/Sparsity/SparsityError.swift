public import Files

/// A pattern that does not exist, or a model that cannot be verified as asked.
public enum SparsityError: ReportedError, Equatable, Sendable {
    /// N:M sparsity other than 0 < N < M ≤ 64.
    case invalidNOfM(keptCount: Int, groupSize: Int)

    /// Blocks of R by 1 other than 2 ≤ R ≤ 64.
    case invalidBlockHeight(Int)

    /// A name that no pattern has.
    case unknownPattern(String, known: [String])

    /// A pattern under a name that is taken.
    case patternExists(String)

    /// A file promises a pattern that this program does not know.
    case unknownPromise(pattern: String, path: String, known: [String])

    /// What a file says about its zeros cannot be understood; `problem` is the end of a sentence where one
    /// part of it is to blame.
    case invalidPromise(path: String, key: String, problem: String? = nil)

    /// A name that means no pruned weight of a model.
    case noSuchTensor(glob: String, path: String)

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .invalidNOfM(let keptCount, let groupSize):
            "the pattern '\(keptCount):\(groupSize)' keeps \(keptCount) of \(groupSize) weights; "
                + "N:M must have 0 < N < M and M at most 64"
        case .invalidBlockHeight(let height):
            "the pattern '\(height)x1' has blocks of \(height) outputs; R×1 must have R from "
                + "\(OutputBlocks.heights.lowerBound) to \(OutputBlocks.heights.upperBound)"
        case .unknownPattern(let found, let known):
            "there is no pattern '\(found)'; it must be one of \(known.joined(separator: ", "))"
        case .patternExists(let form):
            "there are patterns '\(form)' already; new ones must have another name"
        case .unknownPromise(let pattern, let path, let known):
            "'\(path)' promises the pattern \(pattern.quotedOnOneLine), which this program does not "
                + "know; it can prove \(known.joined(separator: ", "))"
        case .invalidPromise(let path, let key, let problem?):
            "the promise of zeros in '\(path)' is damaged: in '\(key)' of its metadata \(problem)"
        case .invalidPromise(let path, let key, nil):
            "'\(path)' is not a model of this program: its metadata have a '\(key)' that says "
                + "nothing of a network"
        case .noSuchTensor(let glob, let path):
            "no pruned weight of '\(path)' is called '\(glob)'"
        }
    }

    /// Bad input.
    public var category: ErrorCategory { .badInput }

    /// Where the names are, or who knows the pattern.
    public var hint: String? {
        switch self {
        case .noSuchTensor(_, let path): "pdp inspect \(path) lists the names"
        case .unknownPromise: "verify it with the program that has written it"
        case .invalidNOfM, .invalidBlockHeight, .unknownPattern, .patternExists, .invalidPromise:
            nil
        }
    }
}
