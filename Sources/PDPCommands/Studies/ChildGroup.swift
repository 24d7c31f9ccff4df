import Foundation

/// The processes that run now; a wish to stop is passed on to them.
final class ChildGroup: @unchecked Sendable {
    private let lock = NSLock()
    private var ids: Set<pid_t> = []
    private var wasInterrupted = false

    /// Whether the processes have been asked to stop.
    var isInterrupted: Bool { lock.withLock { wasInterrupted } }

    /// Starts a process, unless all have been asked to stop; `nil` then.
    func start(
        arguments: [String], output: ChildProcess.Output, environment: [String: String] = [:]
    ) throws -> ChildProcess? {
        try lock.withLock {
            guard !wasInterrupted else { return nil }
            let child = try ChildProcess(
                arguments: arguments, output: output, environment: environment)
            ids.insert(child.id)
            return child
        }
    }

    /// Waits until a process ends; `nil` where none runs.
    func waitForAny() -> ChildProcess.End? {
        guard let end = ChildProcess.waitForAny() else { return nil }
        lock.withLock { _ = ids.remove(end.id) }
        return end
    }

    /// Sends a signal to all processes that run, and starts no more.
    func end(with signal: Int32) {
        lock.withLock {
            wasInterrupted = true
            for id in ids { kill(id, signal) }
        }
    }

    /// Sends SIGINT to all processes and starts no more.
    func interrupt() {
        lock.withLock {
            wasInterrupted = true
            for id in ids { kill(id, SIGINT) }
        }
    }
}
