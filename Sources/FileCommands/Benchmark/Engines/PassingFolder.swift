import Dispatch
import Files
import Foundation

/// A folder for files of this process alone, which goes when they are not needed any more, and where a
/// signal ends the process before.
final class PassingFolder {
    /// The signals that end a process and leave it time for that.
    static let signals = [SIGINT, SIGTERM]

    let path: String
    private let sources: [any DispatchSourceSignal]

    /// Makes a folder among the temporary files.
    ///
    /// - Throws: `FileError`.
    init() throws {
        let path = FileManager.default.temporaryDirectory.path + "/pdp-\(UUID().uuidString)"
        self.path = path
        let queue = DispatchQueue(label: "pdp.passing-folder")
        sources = Self.signals.map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                try? FileManager.default.removeItem(atPath: path)
                Console.clearLine()
                // The process ends as it would have without a folder.
                signal(number, SIG_DFL)
                kill(getpid(), number)
            }
            source.resume()
            return source
        }
        do {
            try makeFolder(at: path)
        } catch {
            remove()
            throw error
        }
    }

    /// Removes the folder and leaves signals to the system again.
    func remove() {
        for (source, number) in zip(sources, Self.signals) {
            source.cancel()
            signal(number, SIG_DFL)
        }
        try? FileManager.default.removeItem(atPath: path)
    }
}
