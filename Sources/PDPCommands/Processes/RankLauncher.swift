import Dispatch
import FileCommands
import Files
import Foundation
import ProcessGroups

/// Starts this program several times on this machine, as processes that train together, and waits for
/// them.
///
/// The first process has the terminal. The others write into files that are removed; what one of them
/// says before it ends with an error is said here where the first process could not.
final class RankLauncher {
    /// How long the first process may go on when another has failed: time to find out why, and to say it.
    private static let grace = 6.0

    private let count: Int
    private let threadCount: Int
    private let children = ChildGroup()
    private var ranks: [pid_t: Int] = [:]

    /// Prepares to start `count` processes, which share the processors unless their arguments say how
    /// many threads each has.
    init(count: Int) {
        self.count = count
        threadCount = max(1, ProcessInfo.processInfo.activeProcessorCount / count)
    }

    /// Runs the processes to their end.
    ///
    /// - Parameter arguments: What each gets.
    /// - Throws: ``Failure`` of the process that has failed first, or of the one that has made it fail. Its
    ///   message is empty where the first process has said it.
    func run(_ arguments: [String]) throws {
        let place = try MeetingPlace(size: count)
        let interruption = Interruption(isSilent: true) { [children] in children.interrupt() }
        let folder = FileManager.default.temporaryDirectory.path + "/pdp-\(UUID().uuidString)"
        try makeFolder(at: folder)
        defer {
            children.end(with: SIGKILL)
            try? FileManager.default.removeItem(atPath: folder)
            withExtendedLifetime((place, interruption)) {}
        }
        for rank in 0..<count {
            let child = try children.start(
                arguments: arguments,
                output: rank == 0 ? .inherited : .file(Self.log(of: rank, in: folder)),
                environment: place.variables(rank: rank, threadCount: threadCount))
            if let child { ranks[child.id] = rank }
        }
        let isComplete = ranks.count == count
        guard let (rank, end) = waitForAll() else {
            if isComplete { return }
            throw Self.interruptedAtOnce
        }
        throw failure(of: rank, end, log: Self.log(of: rank, in: folder))
    }

    private static func log(of rank: Int, in folder: String) -> String {
        "\(folder)/rank-\(rank).txt"
    }

    private var hasFirstSpoken = false

    /// Waits for all processes; the one whose failure is told, `nil` where none has failed.
    ///
    /// That is the first. But one that ends because of another may be faster than that one: a status that
    /// says what has happened goes before that of any failure.
    private func waitForAll() -> (rank: Int, end: ChildProcess.End)? {
        var failures: [(rank: Int, end: ChildProcess.End)] = []
        while let end = children.waitForAny() {
            guard let rank = ranks.removeValue(forKey: end.id), end.status != 0 else { continue }
            if rank == 0, end.status != nil { hasFirstSpoken = true }
            failures.append((rank, end))
            // One that was interrupted waits for the first process, which writes a checkpoint.
            guard failures.count == 1, end.status != Failure.Status.interrupted.rawValue else {
                continue
            }
            endOthers(after: rank == 0 ? 1 : Self.grace)
        }
        let general = [Failure.Status.failed, .interrupted].map(\.rawValue)
        return failures.first { $0.end.status.map { !general.contains($0) } ?? false }
            ?? failures.first
    }

    private func endOthers(after seconds: Double) {
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [children] in
            children.end(with: SIGKILL)
        }
    }

    private static let interruptedAtOnce = Failure(
        .interrupted,
        "interrupted before the processes had begun; a run that was there is as it was")

    private func failure(of rank: Int, _ end: ChildProcess.End, log: String) -> Failure {
        let status = end.status.flatMap(Failure.Status.init) ?? .failed
        if hasFirstSpoken { return Failure(status, "") }
        if let signal = end.signal {
            // A process that has just been started does not wait for the end of a step yet.
            if signal == SIGINT, children.isInterrupted { return Self.interruptedAtOnce }
            return Failure(.failed, "rank \(rank) of \(count) was ended by signal \(signal)")
        }
        let text = (try? readFile(at: log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Failure(
            status,
            lastError(in: text)
                ?? "rank \(rank) of \(count) ended with exit status \(end.status ?? 0)")
    }
}
