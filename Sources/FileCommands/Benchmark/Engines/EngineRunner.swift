import Reports

/// Another engine in a process of its own: its start, its turns and its report.
///
/// What goes wrong with it is kept for the report, and ends it.
final class EngineRunner {
    /// What an engine says when it is ready.
    struct Start {
        let version: String
        /// The time to read the network and make it ready.
        let preparation: Duration
        /// The largest distance of an element of its outputs from ours.
        let largestDifference: Double
    }

    let engine: Engine
    /// Whether the engine is not installed.
    private(set) var isMissing = false

    private let python: String
    private let limit: Double
    private var process: EngineProcess?
    private var start: Start?
    private var times: [Duration] = []
    private var problem: String?

    /// Takes an engine, the program that has it, and the seconds within which it must answer.
    init(_ engine: Engine, python: String, limit: Double) {
        self.engine = engine
        self.python = python
        self.limit = limit
    }

    /// Starts the process and waits until the engine is ready.
    func start(_ request: EngineRequest) {
        keepingProblem {
            var request = request
            request.module = engine.module
            let process = try EngineProcess(
                python, ["-c", engineScript, RecordText.line(of: request)],
                // Nothing in the working folder takes the place of a module.
                environment: ["PYTHONSAFEPATH": "1"],
                errors: "\(request.folder)/\(engine.rawValue).log")
            self.process = process
            let words = try answer(of: process, beginningWith: "ready")
            guard words.count == 3, let nanoseconds = Int64(words[1]),
                let difference = Double(words[2])
            else { throw EngineProblem.rubbish("ready " + words.joined(separator: " ")) }
            start = Start(
                version: words[0], preparation: .nanoseconds(nanoseconds),
                largestDifference: difference)
        }
    }

    /// Lets the engine run the network for some seconds, at least once.
    func takeTurn(seconds: Double) {
        keepingProblem {
            guard let process else { return }
            process.write("\(seconds)")
            let words = try answer(
                of: process, beginningWith: "times", afterSeconds: 2 * seconds)
            let found = words.compactMap { Int64($0) }
            guard !found.isEmpty, found.count == words.count else {
                throw EngineProblem.rubbish("times " + words.joined(separator: " "))
            }
            times += found.map { .nanoseconds($0) }
        }
    }

    /// What was measured, beside the times of this program.
    func report(beside own: CallTimes) -> EngineReport {
        guard let start, problem == nil, !times.isEmpty else {
            return EngineReport(engine, problem: problem ?? "it was not measured")
        }
        return EngineReport(engine, start, times: CallTimes(times), own: own)
    }

    /// Ends the process.
    func end() {
        process?.end()
        process = nil
    }

    private func keepingProblem(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            problem = "\((error as? Failure)?.message ?? "\(error)")"
            end()
        }
    }

    /// The words of an answer behind the first; `seconds` is what computing it takes.
    private func answer(
        of process: EngineProcess, beginningWith word: String, afterSeconds seconds: Double = 0
    ) throws -> [String] {
        guard let line = try process.readLine(within: seconds + limit) else {
            throw EngineProblem.silent(limit: limit)
        }
        let words = line.split(separator: " ").map(String.init)
        switch words.first {
        case word: return Array(words.dropFirst())
        case "missing":
            isMissing = true
            throw EngineProblem.missing(python: python)
        case "failed": throw EngineProblem.failed(words.dropFirst().joined(separator: " "))
        default: throw EngineProblem.rubbish(line)
        }
    }
}
