import Files
public import Tensors

/// Processes that train one network together.
///
/// All make the same calls in the same order; each call waits for the others, no longer than
/// ``timeLimit``. After an error the group is of no use, and the process ends:
///
///     let environment = try ProcessEnvironment(ProcessInfo.processInfo.environment)
///     let group = try environment.map { try ProcessGroup($0) }
///     try group?.sum(tensor, "adding up")
public final class ProcessGroup {
    /// The place of this process, from 0. The process with rank 0 alone writes files and lines.
    public let rank: Int

    /// The number of processes.
    public let size: Int

    /// How long an exchange may wait.
    public let timeLimit: Duration

    let tensors: TensorGroup
    private let attendance: Attendance
    private var failure: ProcessError?

    /// Joins the others; waits until all are there.
    ///
    /// - Parameters:
    ///   - environment: Which process this is and where they meet.
    ///   - device: Where the tensors are that will be exchanged.
    ///   - timeLimit: How long an exchange, and joining, may wait.
    /// - Throws: ``ProcessError``.
    public init(
        _ environment: ProcessEnvironment, device: Device = .cpu,
        timeLimit: Duration = .seconds(600)
    ) throws {
        guard device == .cpu else { throw ProcessError.noBackend(device: device) }
        rank = environment.rank
        size = environment.size
        self.timeLimit = timeLimit
        let store = try Self.store(environment, timeLimit: timeLimit)
        let start = ContinuousClock.now
        let meeting = Meeting(in: store, environment, until: start + timeLimit)
        func failure(_ cause: @autoclosure () -> String) -> ProcessError {
            Self.failure(
                environment.rank, environment.size, "waiting for all to join", since: start,
                timeLimit, cause: cause())
        }
        let prefix: String
        do {
            prefix = try meeting.prefix()
        } catch {
            throw failure(
                error is Meeting.TooLate ? Self.silence(of: [0]) : Self.silenceOfTheStore)
        }
        attendance = Attendance(
            in: try Self.store(environment, port: store.port, timeLimit: timeLimit),
            prefix: prefix, rank: rank, size: size)
        let membership = TensorGroup.Membership(
            rank: rank, size: size, prefix: prefix + "group", timeout: timeLimit,
            interface: environment.interface, isOnOneMachine: environment.isOnOneMachine)
        do {
            try meeting.waitForAll(prefix)
            tensors = try TensorGroup(store, membership)
        } catch {
            let failure = failure(Self.cause(of: error, attendance))
            attendance.tell("\(failure)", isConsequence: true)
            attendance.stop()
            throw failure
        }
    }

    deinit { attendance.stop() }

    private static func store(
        _ environment: ProcessEnvironment, port: Int? = nil, timeLimit: Duration
    ) throws -> SharedStore {
        let (host, port, isSecond) = (environment.host, port ?? environment.port, port != nil)
        do {
            return try SharedStore(
                host: host, port: port,
                serves: environment.rank == 0 && !environment.hasStore && !isSecond,
                timeout: timeLimit)
        } catch let error as TorchError {
            if error.message.contains("EADDRINUSE") {
                throw ProcessError.portTaken(host: host, port: port)
            }
            throw ProcessError.noStore(
                host: host, port: port, rank: environment.rank, size: environment.size,
                reason: error.message.firstSentence)
        }
    }

    /// Does what waits for the other processes, and says of a failure what has become of them.
    ///
    /// - Parameters:
    ///   - activity: What is done, such as `averaging gradients`.
    ///   - body: The exchange.
    /// - Returns: What `body` returns.
    /// - Throws: ``ProcessError/gaveUp(_:)`` where LibTorch says that an exchange has failed, and what
    ///   `body` throws else.
    public func exchanging<Result>(
        _ activity: String, _ body: () throws -> Result
    ) throws -> Result {
        let start = ContinuousClock.now
        do {
            return try body()
        } catch let error as TorchError {
            // An exchange within `body` may have failed on its way through LibTorch.
            if let failure { throw failure }
            guard error.isOfExchange else { throw error }
            tensors.isAbandoned = true
            let failure = Self.failure(
                rank, size, activity, since: start, timeLimit,
                cause: Self.cause(of: error, attendance))
            self.failure = failure
            throw failure
        }
    }

    private static func cause(of error: any Error, _ attendance: Attendance) -> String {
        switch attendance.cause() {
        case .ended(let rank, let text): "rank \(rank) has ended: \(text)"
        case .silent(let ranks): silence(of: ranks)
        case .followed(let text): "another has ended: \(text)"
        case .allThere: "all ranks answer, but \("\(error)".firstSentence)"
        case .noStore: silenceOfTheStore
        }
    }

    private static func silence(of ranks: [Int]) -> String {
        rankText(ranks) + (ranks.count == 1 ? " does not answer" : " do not answer")
    }

    private static let silenceOfTheStore = "the store in which they meet does not answer"

    /// Looks for the cause, which takes a while, when the time is taken.
    private static func failure(
        _ rank: Int, _ size: Int, _ activity: String, since start: ContinuousClock.Instant,
        _ limit: Duration, cause: @autoclosure () -> String
    ) -> ProcessError {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return .gaveUp(
            ProcessError.Failure(
                rank: rank, size: size, activity: activity, seconds: seconds,
                limit: limit / .seconds(1), cause: cause()))
    }

    /// Says why this process ends, so that the others can tell it.
    public func end(with error: any Error) {
        var isConsequence = false
        if case ProcessError.gaveUp = error { isConsequence = true }
        attendance.tell("\(error)".onOneLine, isConsequence: isConsequence)
    }
}

extension ProcessGroup {
    /// Replaces `tensor` by the sum of those of all processes, the same bits in each.
    ///
    /// - Parameters:
    ///   - tensor: Of the same shape and type in all processes.
    ///   - activity: What it is for, in errors.
    /// - Throws: ``ProcessError/gaveUp(_:)``.
    public func sum(_ tensor: Tensor, _ activity: String) throws {
        try exchanging(activity) { try tensors.sum(tensor) }
    }

    /// Replaces `tensor` by that of the process with rank 0.
    public func broadcast(_ tensor: Tensor, _ activity: String) throws {
        try exchanging(activity) { try tensors.broadcast(tensor, from: 0) }
    }

    /// The tensors of all processes in the order of their ranks; all have the same shape and type.
    public func gather(_ tensor: Tensor, _ activity: String) throws -> [Tensor] {
        try exchanging(activity) { try tensors.gather(tensor) }
    }

    /// Returns when all processes have called it.
    public func barrier(_ activity: String) throws {
        try exchanging(activity) { try tensors.barrier() }
    }
}

extension String {
    /// The first line without the place in the source that LibTorch begins it with.
    fileprivate var firstSentence: String {
        let line = split(separator: "\n").first.map(String.init) ?? self
        guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return line }
        return String(line[line.index(after: end)...].trimmingPrefix(" ")).onOneLine
    }
}

extension ProcessGroup {
    /// What averages the gradients of leaves while a backward pass goes on.
    package func reducer(of tensors: [Tensor]) throws -> GradientReducer {
        try GradientReducer(of: tensors, in: self.tensors)
    }
}
