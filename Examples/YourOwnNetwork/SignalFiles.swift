import Datasets
import Experiments
import Files
import Layers
import Tensors

/// Signals in text files: a line for each, with its class and the samples of one channel after the other,
/// separated by commas.
struct SignalFiles: DataKind {
    static let channels = DataOption("channels", 1, "the channels of a signal")

    let name = "signal-files"
    let summary = "signals of several channels in `train.signals` and `test.signals`"
    let options: [any DataOptionDescription] = [Self.channels]

    func reason(in folder: UnknownFolder) -> String? {
        folder.names.contains("test.signals") ? "it holds 'test.signals'" : nil
    }

    func files(of split: DatasetSplit, in request: DataRequest) -> [FilePath] {
        [FilePath(path(of: split, in: request))]
    }

    /// The training signals decide by what all are scaled.
    func needsTraining(_ recipe: DataRecipe) -> Bool { true }

    func open(_ request: DataRequest) throws -> any DataSource {
        var statistics = request.modelInput?.statistics ?? [:]
        var source = try ArraySource(request) { split in
            let signals = try Signals(
                path: path(of: split, in: request), channelCount: request[Self.channels])
            // The training part is read first; a saved model brings its scale along.
            if statistics.isEmpty { statistics["scale"] = [Double(signals.largestSample)] }
            return try signals.arrays(scale: statistics["scale"]?.first ?? 1)
        }
        source.statistics = statistics
        return source
    }

    private func path(of split: DatasetSplit, in request: DataRequest) -> String {
        request.folder + (split == .training ? "/train.signals" : "/test.signals")
    }
}

/// The signals of a file.
private struct Signals {
    private(set) var labels: [Int64] = []
    private var samples: [Float] = []
    private let channelCount: Int

    /// Reads a file, and refuses what is no signal with the number of its line.
    init(path: String, channelCount: Int) throws {
        self.channelCount = channelCount
        let lines = String(decoding: try readFile(at: path), as: UTF8.self)
            .split(whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let values = fields.dropFirst().compactMap { Float($0) }.filter(\.isFinite)
            guard let label = Int64(fields[0]), values.count == fields.count - 1 else {
                throw RunError.unfitArrays(
                    place: "'\(path)'",
                    problem: "has something else than a class and numbers in line \(index + 1)")
            }
            let expected = labels.isEmpty ? values.count : samples.count / labels.count
            guard values.count == expected, channelCount > 0, !values.isEmpty,
                values.count.isMultiple(of: channelCount)
            else {
                throw RunError.unfitArrays(
                    place: "'\(path)'",
                    problem: "has \(values.count) samples in line \(index + 1), which must be "
                        + "\(expected) as in the first and divide into \(channelCount) channels")
            }
            labels.append(label)
            samples += values
        }
    }

    var largestSample: Float { max(samples.map(abs).max() ?? 1, .leastNormalMagnitude) }

    func arrays(scale: Double) throws -> NamedTensors {
        let count = labels.count
        let length = samples.count / max(count * channelCount, 1)
        return [
            "x": try Tensor(samples, shape: [count, channelCount, length]) / scale,
            "label": try Tensor(labels, shape: [count]),
        ]
    }
}
