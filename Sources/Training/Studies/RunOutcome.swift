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
    /// - Throws: ``TrainingError/differentRecipe(folder:)`` if the folder holds a run of another
    ///   recipe.
    public func outcome(of recipe: Recipe) throws -> RunOutcome? {
        guard isInUse else { return nil }
        guard try writtenRecipe() == recipe.yaml else {
            throw TrainingError.differentRecipe(folder: path)
        }
        guard FileManager.default.fileExists(atPath: summary) else { return nil }
        let text = String(decoding: try readFile(at: summary), as: UTF8.self)
        return RunOutcome(
            summary: try RecordText.record(RunSummary.self, from: text),
            peakMemoryBytes: peakMemoryBytes)
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
