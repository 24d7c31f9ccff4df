import Files
import Foundation
public import Reports

/// What a finished run of a study has left in its folder.
public struct RunOutcome: Equatable, Sendable {
    /// The summary of the run.
    public let summary: RunSummary

    /// The largest memory that the process of the run held, in bytes; `nil` if not measured.
    public let peakMemoryBytes: Int?

    /// Makes an outcome.
    public init(summary: RunSummary, peakMemoryBytes: Int?) {
        self.summary = summary
        self.peakMemoryBytes = peakMemoryBytes
    }
}

extension RunFolder {
    /// The outcome of a run of `recipe` here; `nil` while it has not finished.
    ///
    /// - Throws: ``RunError/differentRecipe(folder:difference:)`` if the folder holds a run of another
    ///   recipe.
    public func outcome(of recipe: Recipe) throws -> RunOutcome? {
        guard isInUse else { return nil }
        try recipe.checkIsWritten(as: writtenRecipe(), in: path)
        return try writtenSummary().map {
            RunOutcome(summary: $0, peakMemoryBytes: peakMemoryBytes)
        }
    }

    /// Loss and metrics of the run here, which a run of `network` on `dataset` that is measured on the same
    /// examples is to be compared with.
    ///
    /// - Throws: ``RunError/unfitReference(folder:found:allowed:)`` for a run that has not
    ///   finished, prunes, or is of another network or data set.
    public func denseResults(
        network: String, dataset: String, measuredOn part: MeasuredPart = .test
    ) throws -> [String: Double] {
        func unfit(_ found: String) -> RunError {
            .unfitReference(
                folder: path, found: found,
                allowed: "a finished run of \(network) on \(dataset) without pruning")
        }
        guard let bytes = try? readFile(at: summary) else {
            throw unfit("not there, or not finished")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let summary = try? RecordText.record(RunSummary.self, from: text) else {
            throw unfit("without a summary.json that can be read")
        }
        guard summary.method == "dense" else { throw unfit("pruned with \(summary.method)") }
        guard summary.network == network, summary.dataset == dataset else {
            throw unfit("of \(summary.network) on \(summary.dataset)")
        }
        let ownPart: MeasuredPart = summary.data?.testCount == 0 ? .validation : .test
        guard ownPart == part else { throw unfit("measured on other examples") }
        return summary.results
    }

    /// Makes the folder and writes the recipe, so that the run can be started by resuming it.
    public func prepare(for recipe: Recipe) throws {
        try make()
        if !isInUse { try AtomicFile.write(recipe.yaml.utf8, to: self.recipe) }
    }

    /// Keeps the largest memory of the run's process, if it is larger than that of the processes
    /// before.
    public func record(peakMemoryBytes: Int) throws {
        let largest = max(peakMemoryBytes, self.peakMemoryBytes ?? 0)
        let text = try RecordText.document(of: Usage(peakMemoryBytes: largest))
        try AtomicFile.write(text.utf8, to: usage)
    }

    /// What the processes of the run have needed.
    private var usage: String { path + "/usage.json" }

    private var peakMemoryBytes: Int? {
        guard let bytes = try? readFile(at: usage) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return try? RecordText.record(Usage.self, from: text).peakMemoryBytes
    }

    private struct Usage: Codable {
        let peakMemoryBytes: Int
    }
}
