import Files
public import Reports

extension Comparison {
    /// The rows as a table for people.
    public var table: TextTable {
        var table = TextTable(columns: [
            .init("variant"), .init("sparsity", alignment: .right),
            .init("runs", alignment: .right, dropOrder: 4), .init("accuracy", alignment: .right),
            .init("against dense", alignment: .right, dropOrder: 5),
            .init("soft–hard gap", alignment: .right, dropOrder: 1),
            .init("training", alignment: .right, dropOrder: 3),
            .init("peak memory", alignment: .right, dropOrder: 2),
        ])
        for row in rows { table.append(row.cells) }
        return table
    }

    /// The rows as comma-separated values, with a heading; a cell that is not known is empty.
    public var csv: String {
        let heading =
            "variant,sparsity,runs,accuracy,accuracyDeviation,softHardGap,trainingSeconds,"
            + "peakMemoryBytes,accuracies,againstDense,againstDenseDeviation"
        let lines = rows.map { row in
            [
                row.variant, "\(row.sparsity)", "\(row.seeds.count)", plain(row.accuracy?.mean),
                plain(row.accuracy?.deviation), plain(row.softHardGap),
                plain(row.trainingSeconds), row.peakMemoryBytes.map { "\($0)" } ?? "",
                row.accuracies.map { "\($0)" }.joined(separator: " "),
                plain(row.againstDense?.mean), plain(row.againstDense?.deviation),
            ].joined(separator: ",")
        }
        return ([heading] + lines).map { $0 + "\n" }.joined()
    }

    /// The accuracy over the sparsity, a line for each variant; a dense variant is a reference.
    public var chart: ComparisonChart {
        let names = rows.filter { !$0.isDense }.map(\.variant)
        let unique = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
        return ComparisonChart(
            title: study, horizontal: Axis("sparsity", format: .percent),
            vertical: Axis("accuracy, hard mask", format: .percent),
            series: unique.map { name in
                .init(name, points: rows.filter { $0.variant == name }.compactMap(\.point))
            },
            reference: rows.first { $0.isDense }.flatMap { row in
                row.accuracy.map { (row.variant, $0.mean) }
            })
    }

    /// The picture and the table as one page, beside the folders of the runs.
    ///
    /// - Parameters:
    ///   - source: The file that holds the study, in the folder of the page.
    ///   - context: How the comparison came about.
    /// - Returns: The page; its links are relative.
    public func page(source: String? = nil, context: RunContext = RunContext()) -> ComparisonPage {
        var page = ComparisonPage(title: study, chart: chart, table: table, notes: notes)
        page.runColumns = ["accuracy", "against dense"]
        page.runs = rows.flatMap { row in
            row.seeds.indices.map { index in
                ComparisonPage.Run(
                    folder: "\(row.folder)/seed-\(row.seeds[index])",
                    cells: [
                        NumberText.percent(row.accuracies[index]),
                        row.differences[index].map { points($0) } ?? "–",
                    ])
            }
        }
        page.source = source
        page.facts =
            [
                context.command.map { .init("Command", $0) },
                context.started.map { .init("Started", RunReport.readable($0)) },
                .init("Version", Version.current),
            ].compactMap { $0 } + data.map { .init("Data", $0) }
        return page
    }

    private var notes: [String] {
        let unpaired = rows.filter { $0.againstDense != nil && !$0.isPaired }.map(\.variant)
        return failures.map { "\($0.run): \($0.reason)" }
            + unpaired.map { "\($0): no seed of the dense runs; the means are compared" }
    }

    private func plain(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}

/// A difference of shares in percentage points.
private func points(_ difference: Double, deviation: Double? = nil) -> String {
    let spread = deviation.map { " ± " + NumberText.decimal(100 * $0, places: 2) } ?? ""
    return NumberText.decimal(100 * difference, places: 2) + spread + " points"
}

extension Comparison.Row {
    fileprivate var cells: [String] {
        let deviation = accuracy?.deviation.map { " ± " + NumberText.decimal(100 * $0, places: 2) }
        return [
            variant, NumberText.percent(sparsity), NumberText.count(seeds.count),
            accuracy.map { NumberText.decimal(100 * $0.mean, places: 2) + (deviation ?? "") + " %" }
                ?? "–",
            againstDense.map { points($0.mean, deviation: $0.deviation) } ?? "–",
            softHardGap.map { NumberText.decimal(100 * $0, places: 2) + " points" } ?? "–",
            trainingSeconds.map { NumberText.duration(seconds: $0) } ?? "–",
            peakMemoryBytes.map { NumberText.count(Double($0) / 1_048_576) + " MiB" } ?? "–",
        ]
    }

    fileprivate var point: ComparisonChart.Point? {
        accuracy.map { .init(x: sparsity, mean: $0.mean, deviation: $0.deviation) }
    }
}
