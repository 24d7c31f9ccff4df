import Dispatch
import FileCommands
import Foundation

/// Turns the first Ctrl-C into a wish to stop and the second into the end of the process.
final class Interruption: @unchecked Sendable {
    private let lock = NSLock()
    private var wasAsked = false
    private var sources: [any DispatchSourceSignal] = []
    private let isSilent: Bool
    private let didAsk: @Sendable () -> Void

    /// Listens for SIGINT and SIGTERM from now on.
    ///
    /// - Parameters:
    ///   - isSilent: Whether another process says that it is stopping.
    ///   - didAsk: Called each time, before the process ends at the second time.
    init(isSilent: Bool = false, didAsk: @escaping @Sendable () -> Void = {}) {
        self.isSilent = isSilent
        self.didAsk = didAsk
        let queue = DispatchQueue(label: "pdp.interruption")
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [unowned self] in ask() }
            source.resume()
            sources.append(source)
        }
    }

    /// Whether the process has been asked to stop.
    var isRequested: Bool { lock.withLock { wasAsked } }

    private func ask() {
        let isSecond = lock.withLock {
            defer { wasAsked = true }
            return wasAsked
        }
        didAsk()
        // The main thread is still computing: no handler of the process's end may run beside it.
        if isSecond { _exit(Failure.Status.interrupted.rawValue) }
        guard !isSilent else { return }
        Console.clearLine()
        Console.write("stopping after a checkpoint; once more to stop at once")
    }
}
