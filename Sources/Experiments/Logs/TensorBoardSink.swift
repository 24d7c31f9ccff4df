import Files
import Foundation
import Reports
import TensorBoardFiles

/// Event files that TensorBoard reads, in the folder `tensorboard` of a run.
///
/// A run that goes on cuts off what the files hold of later steps, and begins another file that lets a
/// running TensorBoard forget these steps too.
final class TensorBoardSink: LogSink {
    private let folder: String
    private var file: GrowingFile?
    private var firstStep = 0

    /// Writes below the folder of a run.
    init(folder: String) { self.folder = folder + "/tensorboard" }

    func begin(afterStep step: Int) throws {
        firstStep = step + 1
        for name in names {
            try GrowingFile(path: folder + "/" + name).keep {
                EventFile.byteCount(of: $0, upToStep: step)
            }
        }
    }

    func write(_ epoch: EpochLog) throws {
        guard let record = epoch.records.last else { return }
        var values = record.values.map { Event.Value($0.name, .scalar($0.value)) }
        values.append(Event.Value("epoch", .scalar(Double(record.epoch))))
        for layer in try epoch.layers() { values += layer.values }
        for (index, wrong) in try epoch.wrongImages().enumerated() {
            let tag = "mispredicted/\(index + 1): \(wrong.label), taken for \(wrong.prediction)"
            values.append(Event.Value(tag, .image(wrong.picture)))
        }
        try append(values, step: epoch.step)
        try file?.sync()
    }

    func write(_ step: StepLog) throws {
        let metrics = step.trainingMetrics.sorted { $0.key < $1.key }
            .map { ("steps/\($0.key)", $0.value) }
        let values =
            metrics + [
                ("steps/learning-rate", step.learningRate), ("steps/sparsity", step.sparsity),
            ]
        try append(values.map { Event.Value($0.0, .scalar($0.1)) }, step: step.step)
    }

    private func append(_ values: [Event.Value], step: Int) throws {
        let time = Date().timeIntervalSince1970
        var bytes: [UInt8] = []
        if file == nil {
            try makeFolder(at: folder)
            file = GrowingFile(path: folder + "/" + newName(time))
            bytes = try Event.version(time: time).record()
            bytes += try Event(time: time, step: firstStep, .restart).record()
        }
        try file?.append(bytes + Event(time: time, step: step, .values(values)).record())
    }

    private var names: [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return all.filter { $0.hasPrefix(EventFile.prefix) }.sorted()
    }

    /// A name after those that are there: TensorBoard goes from each file to the next.
    private func newName(_ time: Double) -> String {
        let seconds = names.compactMap { name in
            Int(name.dropFirst(EventFile.prefix.count).prefix { $0 != "." })
        }
        let number = max(Int(time), (seconds.max() ?? 0) + 1)
        let digits = String(number)
        let padding = String(repeating: "0", count: max(0, 10 - digits.count))
        return
            "\(EventFile.prefix)\(padding)\(digits).\(ProcessInfo.processInfo.hostName).\(getpid()).0"
    }
}

extension LayerRecord {
    /// What TensorBoard shows of the layer.
    fileprivate var values: [Event.Value] {
        [Event.Value("layer-sparsity/\(path)", .scalar(sparsity))]
            + (threshold.map { [Event.Value("threshold/\(path)", .scalar($0))] } ?? [])
            + (histogram.map { histogram in
                [
                    Event.Value(
                        "weights/\(path)",
                        .histogram(edges: histogram.edges, counts: histogram.counts))
                ]
            } ?? [])
    }
}
