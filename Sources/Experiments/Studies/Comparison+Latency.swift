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
    /// has taken them out, with one example.
    ///
    /// - Parameters:
    ///   - folder: The folder of the study.
    ///   - seconds: How long is measured for each network.
    /// - Returns: The comparison with times.
    /// - Throws: What reading models throws, and `InferenceError` for one that cannot be run.
    public func measuringLatency(in folder: String, seconds: Double = 2) throws -> Comparison {
        let indices = rows.indices.filter { !rows[$0].seeds.isEmpty }
        let models = try indices.map { index in
            let run = RunFolder(
                path: "\(folder)/\(rows[index].folder)/seed-\(rows[index].seeds[0])")
            let graph = try ModelGraph.read(
                at: FileManager.default.fileExists(atPath: run.thinned) ? run.thinned : run.model)
            return try InferenceModel(
                graph, options: InferenceOptions(sizes: graph.usualSizes(batch: 1)))
        }
        let times = try InferenceModel.latencies(
            of: models, models.map { try $0.randomInputs() },
            seconds: seconds * Double(models.count))
        var timed = rows
        for (index, times) in zip(indices, times) {
            timed[index].milliseconds = times[times.count / 2] / .milliseconds(1)
        }
        let instructionSet = models.first?.options.instructionSet.rawValue ?? ""
        return Comparison(self, rows: timed, latencyConditions: "1 thread, \(instructionSet)")
    }

    /// Whether times were measured.
    var hasLatency: Bool { rows.contains { $0.milliseconds != nil } }

    /// What is to be known of the times.
    var latencyNotes: [String] {
        latencyConditions.map {
            ["ms a call: the median of one example, without LibTorch, networks in turns; \($0)"]
        } ?? []
    }

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
