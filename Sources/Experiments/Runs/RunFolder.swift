import Files
import Foundation
public import Reports

/// The folder that a run writes.
public struct RunFolder: Sendable {
    /// The path of the folder.
    public let path: String

    /// Names the files below `path`.
    public init(path: String) {
        self.path = path
    }

    /// The recipe, complete, as it is run.
    public var recipe: String { path + "/recipe.yaml" }

    /// One line of JSON per epoch.
    public var metrics: String { path + "/metrics.jsonl" }

    /// The outcome as JSON.
    public var summary: String { path + "/summary.json" }

    /// The pruned network.
    public var model: String { path + "/model.safetensors" }

    /// The pruned network without its empty channels.
    public var thinned: String { path + "/thinned.safetensors" }

    /// The sizes of a BERT network, under the name and in the form of Hugging Face.
    public var networkConfiguration: String { path + "/config.json" }

    /// The tokens of a network of sentences.
    public var vocabulary: String { path + "/vocab.txt" }

    /// How sentences become tokens, under the name and in the form of Hugging Face.
    public var tokenizerConfiguration: String { path + "/tokenizer_config.json" }

    /// The page about the run.
    public var report: String { path + "/report.html" }

    /// Where and how training has diverged; there only where it has.
    var divergenceFile: String { path + "/diverged.txt" }

    /// Where and how training has diverged here; `nil` where it has not.
    public var divergence: String? {
        (try? readFile(at: divergenceFile)).map { bytes in
            String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first
                .map(String.init) ?? "training diverged"
        }
    }

    /// All that is needed to go on.
    public var checkpoint: String { path + "/checkpoint/state.safetensors" }

    /// Whether a run has been started here.
    public var isInUse: Bool { hasCheckpoint || exists(recipe) || exists(model) }

    /// Whether anything has come of a run here: an epoch, a checkpoint or a model.
    var hasResults: Bool { hasCheckpoint || exists(metrics) || exists(model) }

    private func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }

    /// Throws ``RunError/folderLocked(folder:holder:)`` while another process runs here.
    public func checkIsFree() throws { try RunLock.check(folder: path) }

    /// All checkpoints.
    var checkpoints: CheckpointFolder { CheckpointFolder(path: path + "/checkpoint") }

    /// Whether a checkpoint has been written.
    var hasCheckpoint: Bool { !checkpoints.all.isEmpty }

    /// Removes what processes have left that were killed while they wrote.
    func removeRemains() {
        AtomicFile.removeRemains(in: path)
        AtomicFile.removeRemains(in: checkpoints.path)
    }

    /// The recipe that a run here was started with.
    public func writtenRecipe() throws -> String {
        String(decoding: try readFile(at: recipe), as: UTF8.self)
    }

    /// Makes the folder and its subfolder.
    public func make() throws {
        try makeFolder(at: path)
        try makeFolder(at: path + "/checkpoint")
    }

    /// Replaces the records of all epochs.
    public func write(_ records: [EpochRecord]) throws {
        let text = try records.map(RecordText.line).joined()
        try AtomicFile.write(text.utf8, to: metrics)
    }

    /// The records of all epochs.
    ///
    /// - Throws: ``RunError/damagedRecord(path:problem:)``, and what reading the file throws.
    public func records() throws -> [EpochRecord] {
        let text = String(decoding: try readFile(at: metrics), as: UTF8.self)
        do {
            return try RecordText.records(EpochRecord.self, fromLines: text)
        } catch let error as ReportsError {
            throw RunError.damagedRecord(path: metrics, problem: error.description)
        }
    }

    /// The outcome; `nil` where the run has not finished.
    ///
    /// - Throws: ``RunError/damagedRecord(path:problem:)``, and what reading the file throws.
    func writtenSummary() throws -> RunSummary? {
        guard FileManager.default.fileExists(atPath: summary) else { return nil }
        let text = String(decoding: try readFile(at: summary), as: UTF8.self)
        guard let summary = try? RecordText.record(RunSummary.self, from: text) else {
            throw RunError.damagedRecord(
                path: self.summary, problem: "it must be the JSON of one RunSummary")
        }
        return summary
    }
}
