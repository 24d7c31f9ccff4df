import Files
import Foundation
import Reports

/// MLflow's store in files, in the folder `mlruns` of a run: `mlflow ui --backend-store-uri mlruns` shows
/// it. All of it is written anew after each epoch.
///
/// Source: mlflow/store/tracking/file_store.py, MLflow 3, the layout of the folders.
final class MLflowSink: LogSink {
    private static let experiment = "0"

    private let root: String
    private let name: String
    private let recipe: String
    private let identifier: String
    private var start: Int

    /// Writes below the folder of a run of `recipe`.
    init(folder: String, recipe: String) {
        let folder = URL(fileURLWithPath: folder).standardizedFileURL
        root = folder.path + "/mlruns"
        name = folder.lastPathComponent
        self.recipe = recipe
        // A run that goes on finds its place again.
        var first = Checksum()
        first.add(text: recipe)
        var second = first
        second.add(text: "run")
        identifier = first.digits + second.digits
        start = Int(Date().timeIntervalSince1970 * 1000)
    }

    func begin(afterStep step: Int) throws {
        let text = (try? readFile(at: run + "/meta.yaml")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard step > 0, let text, let found = text.firstMatch(of: /start_time: ([0-9]+)/),
            let time = Int(found.1)
        else { return }
        start = time
    }

    func write(_ epoch: EpochLog) throws { try write(epoch.records, isFinished: false) }

    func finish(_ records: [EpochRecord]) throws { try write(records, isFinished: true) }

    private var run: String { "\(root)/\(Self.experiment)/\(identifier)" }

    private func write(_ records: [EpochRecord], isFinished: Bool) throws {
        let seconds = records.reduce(0) { $0 + $1.seconds }
        let end = isFinished ? "\(start + Int(seconds * 1000))" : "null"
        for folder in ["metrics", "params", "tags", "artifacts"] {
            try makeFolder(at: "\(run)/\(folder)")
        }
        try write(
            """
            artifact_location: \(quoted("file://" + root + "/" + Self.experiment))
            creation_time: \(start)
            experiment_id: '\(Self.experiment)'
            last_update_time: \(start)
            lifecycle_stage: active
            name: pdp

            """, to: "\(root)/\(Self.experiment)/meta.yaml")
        try write(
            """
            artifact_uri: \(quoted("file://" + run + "/artifacts"))
            end_time: \(end)
            entry_point_name: ''
            experiment_id: '\(Self.experiment)'
            lifecycle_stage: active
            run_id: \(identifier)
            run_name: \(quoted(name))
            run_uuid: \(identifier)
            source_name: ''
            source_type: 4
            source_version: ''
            start_time: \(start)
            status: \(isFinished ? 3 : 1)
            tags: []
            user_id: ''

            """, to: run + "/meta.yaml")
        try write(name, to: run + "/tags/mlflow.runName")
        try write(recipe, to: run + "/artifacts/recipe.yaml")
        try writeMetrics(records)
    }

    /// A file for each metric with a line for each epoch: time in milliseconds, value, epoch.
    private func writeMetrics(_ records: [EpochRecord]) throws {
        var lines: [String: String] = [:]
        var time = Double(start)
        for record in records {
            time += record.seconds * 1000
            for (name, value) in record.values where value.isFinite {
                lines[name, default: ""] += "\(Int(time)) \(value) \(record.epoch)\n"
            }
        }
        for (name, text) in lines {
            let file = "\(run)/metrics/\(name)"
            try makeFolder(at: URL(fileURLWithPath: file).deletingLastPathComponent().path)
            try write(text, to: file)
        }
    }

    private func write(_ text: String, to path: String) throws {
        try AtomicFile.write(text.utf8, to: path)
    }

    private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
