import Files
import Reports

/// A table of the epochs, written anew after each.
final class CSVSink: LogSink {
    private let path: String

    /// Writes the file at `path`.
    init(path: String) { self.path = path }

    func write(_ epoch: EpochLog) throws { try write(epoch.records) }

    func finish(_ records: [EpochRecord]) throws { try write(records) }

    private func write(_ records: [EpochRecord]) throws {
        try AtomicFile.write(Self.text(of: records).utf8, to: path)
    }

    /// The table: a line of names, and one for each epoch. Metrics that an epoch lacks are empty cells.
    static func text(of records: [EpochRecord]) -> String {
        let rows = records.map(\.values)
        var names: [String] = []
        for name in rows.joined().map(\.name) where !names.contains(name) { names.append(name) }
        let lines = rows.map { row in
            names.map { name in row.first { $0.name == name }.map { "\($0.value)" } ?? "" }
        }
        let heads = ["epoch"] + names
        let cells = zip(records, lines).map { ["\($0.epoch)"] + $1 }
        return ([heads] + cells).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.contains { ",\"\n\r".contains($0) }
        return needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }
}

extension EpochRecord {
    /// All numbers of the epoch by name, those of the metrics behind `train/`, `validation/` and `soft/`.
    var values: [(name: String, value: Double)] {
        func group(_ name: String, _ metrics: [String: Double]?) -> [(String, Double)] {
            (metrics ?? [:]).sorted { $0.key < $1.key }.map { ("\(name)/\($0.key)", $0.value) }
        }
        var values: [(name: String, value: Double)] = group("train", trainingMetrics)
        values += group("validation", validationMetrics) + group("soft", softMetrics)
        values += [
            ("sparsity", sparsity), ("learning-rate", learningRate), ("seconds", seconds),
            ("training-seconds", trainingSeconds), ("examples-per-second", examplesPerSecond),
        ]
        values += [
            ("temperature", temperature), ("relative-temperature", relativeTemperature),
            ("skipped-steps", skippedSteps.map(Double.init)), ("loss-scale", lossScale),
        ].compactMap { name, value in value.map { (name, $0) } }
        return values
    }
}
