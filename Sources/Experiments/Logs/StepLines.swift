import Files
import Reports

/// Steps as lines of JSON.
final class StepLines: LogSink {
    private let file: GrowingFile

    /// Writes the file at `path`.
    init(path: String) { file = GrowingFile(path: path) }

    func begin(afterStep step: Int) throws {
        try file.keep { bytes in
            var count = 0
            while let end = bytes[count...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: bytes[count..<end], as: UTF8.self)
                guard let log = try? RecordText.record(StepLog.self, from: line), log.step <= step
                else { break }
                count = end + 1
            }
            return count
        }
    }

    func write(_ epoch: EpochLog) throws { try file.sync() }

    func write(_ step: StepLog) throws {
        try file.append(Array(RecordText.line(of: step).utf8))
    }
}
