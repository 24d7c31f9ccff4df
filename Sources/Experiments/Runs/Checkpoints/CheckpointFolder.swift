import Files
import Foundation
import TensorFiles

/// The checkpoints of a run: the last one, those before it, and that of the best epoch.
struct CheckpointFolder: Sendable {
    /// The path of the folder.
    let path: String

    /// The last checkpoint.
    var last: String { path + "/state.safetensors" }

    /// The checkpoint of the best epoch.
    var best: String { path + "/best.safetensors" }

    /// All that are there, those that a run goes on from before others first.
    var all: [String] {
        ([last] + earlier + [best]).filter { FileManager.default.fileExists(atPath: $0) }
    }

    /// Those before the last one, the newest first.
    var earlier: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in Place(name).map { (name, $0) } }
            .sorted { $0.1 > $1.1 }.map { path + "/" + $0.0 }
    }

    /// Writes the last checkpoint.
    ///
    /// - Parameters:
    ///   - checkpoint: What to write.
    ///   - keptCount: How many are kept, at least 1, that of the best epoch not counted.
    ///   - before: Where the run stood at the last checkpoint; `nil` where that is not to be kept.
    ///   - isBest: Whether it is that of the best epoch.
    /// - Throws: What writing files throws; all files that were there are there then.
    func write(
        _ checkpoint: Checkpoint, keeping keptCount: Int, before: Checkpoint.Position?,
        isBest: Bool
    ) throws {
        if keptCount > 1, let before {
            try AtomicFile.link(last, as: path + "/" + Place(before).name)
        }
        try checkpoint.write(to: last)
        for file in earlier.dropFirst(keptCount - 1) { unlink(file) }
        if isBest { try keepAsBest() }
    }

    /// Makes the last checkpoint that of the best epoch too.
    func keepAsBest() throws { try AtomicFile.link(last, as: best) }

    /// The place in its run of the checkpoint at `path`; `nil` where it cannot be read.
    static func position(ofFileAt path: String) -> Checkpoint.Position? {
        guard let file = try? SafetensorsFile(path: path) else { return nil }
        return try? Checkpoint.position(in: file.metadata, path: path)
    }
}

/// How far a run had come at a checkpoint, as the names of files say it.
private struct Place: Comparable {
    let epoch: Int
    let step: Int

    init(_ position: Checkpoint.Position) {
        epoch = position.epoch
        step = position.stepsDone
    }

    init?(_ name: String) {
        guard let words = name.wholeMatch(of: /epoch-([0-9]+)-step-([0-9]+)\.safetensors/),
            let epoch = Int(words.1), let step = Int(words.2)
        else { return nil }
        self.epoch = epoch
        self.step = step
    }

    /// The epochs that are done, and the steps of the next one.
    var name: String { "epoch-\(epoch)-step-\(step).safetensors" }

    static func < (left: Place, right: Place) -> Bool {
        (left.epoch, left.step) < (right.epoch, right.step)
    }
}
