import Foundation
public import Reports

extension Comparison {
    /// Whether settings were chosen by trials.
    public var isTuned: Bool { rows.contains { $0.tuning != nil } }

    /// As in "best of 8: 88.91 %, worst 71.20 %, 1 diverged".
    func trialsText(_ row: Row) -> String {
        guard let trials = row.tuning?.trials else { return "–" }
        let means = trials.compactMap(\.mean)
        let worst = row.metric.isBetterLarger ? means.min() : means.max()
        guard let best = row.tuning?.chosen.flatMap({ trials[$0].mean }), let worst else {
            return "\(trials.count), none chosen"
        }
        let divergedCount = trials.count { $0.failure != nil }
        return "best of \(trials.count): \(row.metric.text(best)), worst \(row.metric.text(worst))"
            + (divergedCount == 0 ? "" : ", \(divergedCount) diverged")
    }

    /// What is to be known of the trials.
    var trialNotes: [String] {
        guard isTuned else { return [] }
        let failures = rows.flatMap { row in
            (row.tuning?.trials ?? []).enumerated().compactMap { index, trial in
                trial.failure.map { reason in
                    "\(row.variant), \(quantityText(row)), trial \(index + 1) is out: \(reason)"
                }
            }
        }
        return [
            "settings: those of the best trial by validation examples, which trials are measured on; the "
                + "test examples were measured once, with other seeds"
        ] + failures
    }

    /// Every trial as comma-separated values, with a heading.
    public var trialsCSV: String {
        let lines = rows.flatMap { row in
            (row.tuning?.trials ?? []).enumerated().map { index, trial in
                [
                    row.variant, "\(row.sparsity)", row.target ?? "", "\(index + 1)",
                    trial.settings.map { "\($0.key)=\($0.value)" }.joined(separator: " "),
                    trial.seeds.map { "\($0)" }.joined(separator: " "),
                    trial.scores.map { "\($0)" }.joined(separator: " "),
                    trial.mean.map { "\($0)" } ?? "", index == row.tuning?.chosen ? "1" : "0",
                ]
            }
        }
        let heading = [
            "variant", "sparsity", "target", "trial", "settings", "seeds",
            metric == .accuracy ? "accuracies" : metric.name + "Values", metric.name, "chosen",
        ]
        return ([heading] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    /// For every sparsity, or target, the results of trials over the first setting that is a number; with a
    /// name for a file.
    public var trialCharts: [(name: String, chart: ComparisonChart)] {
        let tuned = rows.filter { $0.tuning?.numberKey != nil && $0.metric == metric }
        let quantities = tuned.map(quantityText)
        return quantities.enumerated().filter { quantities.firstIndex(of: $1) == $0 }.flatMap {
            _, quantity in
            charts(of: tuned.filter { quantityText($0) == quantity }, quantity)
        }
    }

    /// A picture for every key.
    private func charts(
        of rows: [Row], _ quantity: String
    ) -> [(name: String, chart: ComparisonChart)] {
        let keys = rows.compactMap { $0.tuning?.numberKey }
        return keys.enumerated().filter { keys.firstIndex(of: $1) == $0 }.map { _, key in
            let shown = rows.filter { $0.tuning?.numberKey == key }
            let short = key.split(separator: ".").last.map(String.init) ?? key
            let sparsity = shown.first?.sparsity ?? 0
            return ("trials-\(short)-\(sparsity)", chart(of: shown, over: key, short, quantity))
        }
    }

    private func chart(
        of rows: [Row], over key: String, _ short: String, _ quantity: String
    ) -> ComparisonChart {
        let numbers = rows.flatMap { $0.tuning?.trials ?? [] }.compactMap { $0.number(of: key) }
        // Equal steps of a wide range say more as factors.
        let isWide =
            numbers.allSatisfy { $0 > 0 }
            && (numbers.max() ?? 1) >= 5 * (numbers.min() ?? 1)
        var chart = ComparisonChart(
            title: "\(metric.heading) over \(short), \(quantity)",
            horizontal: Axis(short, format: isWide ? .logarithm : .number),
            vertical: Axis(
                "\(metric.title), validation examples\(metric.directionNote)",
                format: metric.axisFormat),
            series: rows.map { row in
                let points = (row.tuning?.trials ?? []).compactMap { trial in
                    trial.number(of: key).flatMap { number in
                        trial.mean.map { mean in
                            ComparisonChart.Point(x: isWide ? log10(number) : number, mean: mean)
                        }
                    }
                }
                return .init(row.variant, points: points)
            })
        chart.isBetterLarger = metric.isBetterLarger
        chart.joinsPoints = rows.allSatisfy { $0.tuning?.trials.first?.settings.count == 1 }
        return chart
    }

    private func quantityText(_ row: Row) -> String {
        row.target ?? (row.isDense ? "dense" : NumberText.percent(row.sparsity) + " zeros")
    }
}
