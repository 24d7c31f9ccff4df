import Dispatch
import FileCommands
import Foundation

/// Turns the signals that announce an end into a wish to stop.
///
/// A run then ends after a checkpoint: for Ctrl-C, for the SIGTERM of a system that shuts down or takes
/// a machine away, and for SIGUSR1, by which Slurm's `--signal` warns before a time limit. Systems send
/// them several times and one after the other, so only a second Ctrl-C, which a person types, ends the
/// process while it writes the checkpoint.
final class Interruption: @unchecked Sendable {
    /// The signals that are waited for.
    static let signals = [SIGINT, SIGTERM, SIGUSR1]

    private let lock = NSLock()
    private var wasAsked = false
    private var sources: [any DispatchSourceSignal] = []
    private let isSilent: Bool
    private let didAsk: @Sendable () -> Void

    /// Listens for ``signals`` from now on.
    ///
    /// - Parameters:
    ///   - isSilent: Whether another process says that it is stopping.
    ///   - didAsk: Called the first time, and before the process ends at a second Ctrl-C.
    init(isSilent: Bool = false, didAsk: @escaping @Sendable () -> Void = {}) {
        self.isSilent = isSilent
        self.didAsk = didAsk
        let queue = DispatchQueue(label: "pdp.interruption")
        for number in Self.signals {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [unowned self] in ask(byPerson: number == SIGINT) }
            source.resume()
            sources.append(source)
        }
    }

    /// Whether the process has been asked to stop.
    var isRequested: Bool { lock.withLock { wasAsked } }

    private func ask(byPerson: Bool) {
        let (isFirst, isAtOnce) = lock.withLock {
            defer { wasAsked = true }
            return (!wasAsked, byPerson && wasAsked)
        }
        if isFirst || isAtOnce { didAsk() }
        // The main thread is still computing: no handler of the process's end may run beside it.
        if isAtOnce { _exit(Failure.Status.interrupted.rawValue) }
        guard isFirst, !isSilent else { return }
        Console.clearLine()
        Console.write(
            "stopping after a checkpoint; "
                + (byPerson ? "once more to stop at once" : "Ctrl-C stops at once"))
    }
}
