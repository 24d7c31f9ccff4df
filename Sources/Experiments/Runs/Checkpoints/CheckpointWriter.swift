import Dispatch
import Foundation

/// Writes checkpoints beside the training, one at a time.
///
/// The tensors of a checkpoint are copied before ``start(_:isBest:)`` returns; the rest is done by a
/// thread of its own. What goes wrong is told by ``takeNews()``, and ends nothing.
final class CheckpointWriter: @unchecked Sendable {
    /// A checkpoint that no other thread uses.
    private struct Task: @unchecked Sendable {
        let checkpoint: Checkpoint
        let isBest: Bool
    }

    private let folder: CheckpointFolder
    private let keptCount: Int
    private let queue = DispatchQueue(label: "pdp.checkpoints")

    private let lock = NSLock()
    private var isWriting = false
    private var hasFailed = false
    private var failure: String?
    private var news: [String] = []
    /// Where the run stood at the last checkpoint, if that may be kept.
    private var position: Checkpoint.Position?

    /// Writes into `folder` and keeps the last `keptCount` checkpoints, at least 1.
    init(_ folder: CheckpointFolder, keptCount: Int) {
        self.folder = folder
        self.keptCount = keptCount
    }

    /// Whether a checkpoint is being written.
    var isBusy: Bool { lock.withLock { isWriting } }

    /// Whether the last attempt to write one has failed.
    var lastFailed: Bool { lock.withLock { hasFailed } }

    /// Takes note that the run has gone on from the last checkpoint.
    func resume(from position: Checkpoint.Position) { lock.withLock { self.position = position } }

    /// Copies the tensors of a checkpoint, and begins to write it once none is being written.
    ///
    /// - Throws: `TorchError` if the copies do not fit into memory.
    func start(_ checkpoint: Checkpoint, isBest: Bool) throws {
        wait()
        let task = Task(checkpoint: try checkpoint.snapshot(), isBest: isBest)
        lock.withLock { isWriting = true }
        queue.async { [self] in write(task) }
    }

    /// Waits until nothing is being written.
    func wait() { queue.sync {} }

    /// What has happened since the last call that deserves a line: the reason of a failure, once, and
    /// that it has passed.
    func takeNews() -> [String] {
        lock.withLock {
            defer { news = [] }
            return news
        }
    }

    private func write(_ task: Task) {
        let before = lock.withLock { position }
        do {
            try folder.write(
                task.checkpoint, keeping: keptCount, before: before, isBest: task.isBest)
            finish(at: task.checkpoint.position, failure: nil)
        } catch {
            finish(at: nil, failure: "\(error)")
        }
    }

    private func finish(at position: Checkpoint.Position?, failure: String?) {
        lock.withLock {
            isWriting = false
            hasFailed = failure != nil
            if let position { self.position = position }
            if let failure, failure != self.failure {
                news.append("\(failure); the run goes on and tries again at the next checkpoint")
            } else if failure == nil, self.failure != nil {
                news.append("checkpoints are written again")
            }
            self.failure = failure
        }
    }
}
