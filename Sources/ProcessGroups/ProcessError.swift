public import Files
public import Tensors

/// Why several processes cannot work together, or not any more.
public enum ProcessError: ReportedError, Equatable, Sendable {
    /// A variable that must stand beside another one.
    case missingVariable(name: String, given: String)

    /// A variable with a value that it cannot have.
    case invalidVariable(name: String, found: String, allowed: String)

    /// The port at which this process is to serve the store belongs to another program.
    case portTaken(host: String, port: Int)

    /// Nobody serves the store.
    case noStore(host: String, port: Int, rank: Int, size: Int, reason: String)

    /// A device whose tensors processes cannot exchange.
    case noBackend(device: Device)

    /// Waiting for the others has come to nothing.
    case gaveUp(Failure)

    /// Ranks that should have the same numbers have not.
    case differentNumbers(name: String, ranks: [Int], size: Int)

    /// An exchange that has failed.
    public struct Failure: Equatable, Sendable {
        /// The rank that waited.
        public var rank: Int

        /// The number of processes.
        public var size: Int

        /// What it did, such as `averaging gradients`.
        public var activity: String

        /// How long it waited.
        public var seconds: Double

        /// How long it may wait.
        public var limit: Double

        /// What is known of the others.
        public var cause: String
    }

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .missingVariable(let name, let given):
            "the variable \(given) is set and \(name) is not; torchrun sets RANK, WORLD_SIZE, "
                + "MASTER_ADDR and MASTER_PORT together"
        case .invalidVariable(let name, let found, let allowed):
            "the variable \(name) is '\(found)'; it must be \(allowed)"
        case .portTaken(let host, let port):
            "port \(port) of '\(host)' is taken by another program; MASTER_PORT must name one that "
                + "is free"
        case .noStore(let host, let port, let rank, let size, let reason):
            "rank \(rank) of \(size) cannot reach the store at \(host):\(port): \(reason)"
        case .noBackend(let device):
            "several processes cannot compute on \(device): that needs NCCL, which this build does "
                + "not use; they can compute on cpu"
        case .gaveUp(let failure):
            "rank \(failure.rank) of \(failure.size) gave up \(failure.activity) after "
                + "\(text(failure.seconds)) s, at most \(text(failure.limit)) s: \(failure.cause)"
        case .differentNumbers(let name, let ranks, let size):
            "\(name) are not the same in all \(size) processes: \(rankText(ranks)) "
                + (ranks.count == 1 ? "has" : "have") + " others than rank 0"
        }
    }

    private func text(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

extension ProcessError {
    /// Wrong usage for variables, a failure else.
    public var category: ErrorCategory {
        switch self {
        case .missingVariable, .invalidVariable, .noBackend: .wrongUsage
        case .portTaken, .noStore, .gaveUp, .differentNumbers: .failure
        }
    }

    /// What helps.
    public var hint: String? {
        switch self {
        case .missingVariable, .invalidVariable:
            "unset RANK and WORLD_SIZE for one process, or let torchrun set them"
        case .differentNumbers:
            "all processes need processors with the same instructions and the same number of threads"
        case .portTaken, .noStore, .noBackend, .gaveUp: nil
        }
    }
}

/// Ranks in words, such as `rank 1` or `ranks 1, 2`.
func rankText(_ ranks: [Int]) -> String {
    (ranks.count == 1 ? "rank " : "ranks ") + ranks.map(String.init).joined(separator: ", ")
}
