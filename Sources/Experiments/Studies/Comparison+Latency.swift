import Foundation
import Graphs
import InferenceKernels
import ModelFiles
public import Reports
import SparseInference

extension Comparison {
    /// The same with the time of a call of every network, measured in one thread without LibTorch, all networks
    /// in turns.
    ///
    /// Of each row the network of the first finished seed is measured, without its empty channels where the run
    /// has taken them out, with one example. A network that cannot be run has no time, and a note says why.
    ///
    /// - Parameters:
    ///   - folder: The folder of the study.
    ///   - seconds: How long is measured for each network.
    /// - Returns: The comparison with times.
    public func measuringLatency(in folder: String, seconds: Double = 2) -> Comparison {
        var (timed, problems) = (rows, [String]())
        var models: [(row: Int, model: InferenceModel, inputs: [String: TensorData])] = []
        for (index, row) in rows.enumerated() where !row.seeds.isEmpty {
            do {
                let run = RunFolder(path: "\(folder)/\(row.folder)/seed-\(row.seeds[0])")
                let model = try Self.model(of: run)
                let inputs = try model.randomInputs()
                _ = try model.predict(inputs)
                models.append((index, model, inputs))
            } catch {
                problems.append("\(row.variant): the time of a call was not measured: \(error)")
            }
        }
        let times = try? InferenceModel.latencies(
            of: models.map(\.model), models.map(\.inputs),
            seconds: seconds * Double(models.count))
        for (model, times) in zip(models, times ?? []) {
            timed[model.row].milliseconds = times[times.count / 2] / .milliseconds(1)
        }
        let instructionSet = InferenceOptions().instructionSet.rawValue
        return Comparison(
            self, rows: timed,
            latencyNotes: [
                "ms a call: the median of one example with the network of the first seed, without LibTorch, "
                    + "networks in turns; 1 thread, \(instructionSet)"
            ] + problems)
    }

    /// The network that a run has written.
    private static func model(of run: RunFolder) throws -> InferenceModel {
        let isThinned = FileManager.default.fileExists(atPath: run.thinned)
        let graph = try ModelGraph.read(at: isThinned ? run.thinned : run.model)
        return try InferenceModel(
            graph, options: InferenceOptions(sizes: graph.usualSizes(batch: 1)))
    }

    /// Whether times were measured.
    var hasLatency: Bool { rows.contains { $0.milliseconds != nil } }

    /// The score over the time of a call; `nil` where no time was measured.
    public var latencyChart: ComparisonChart? {
        guard hasLatency else { return nil }
        let shown = rows.filter { $0.metric == metric && $0.milliseconds != nil }
        let names = shown.map(\.variant)
        let unique = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
        var chart = ComparisonChart(
            title: "\(metric.heading) over the time of a call",
            horizontal: Axis("milliseconds a call", includesZero: true), vertical: verticalAxis,
            series: unique.map { name in
                .init(name, points: shown.filter { $0.variant == name }.compactMap(\.timedPoint))
            })
        chart.isBetterLarger = metric.isBetterLarger
        return chart
    }
}

extension Comparison.Row {
    fileprivate var timedPoint: ComparisonChart.Point? {
        guard let score, let milliseconds else { return nil }
        return .init(x: milliseconds, mean: score.mean, deviation: score.deviation)
    }
}
