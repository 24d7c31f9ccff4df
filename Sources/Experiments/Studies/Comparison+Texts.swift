import Files
public import Reports

extension Comparison {
    /// The rows as a table for people.
    public var table: TextTable {
        var columns: [TextTable.Column] = [
            .init("variant"), .init(quantity, alignment: .right),
            .init("runs", alignment: .right, dropOrder: 4), .init(metric.title, alignment: .right),
            .init("against dense", alignment: .right, dropOrder: 5),
            .init("soft–hard gap", alignment: .right, dropOrder: 1),
            .init("training", alignment: .right, dropOrder: 3),
            .init("peak memory", alignment: .right, dropOrder: 2),
        ]
        if hasStandings {
            columns.insert(.init("against best (95 %)", alignment: .right, dropOrder: 6), at: 4)
        }
        if hasLatency { columns.append(.init("ms a call", alignment: .right)) }
        if isTuned {
            columns += [.init("settings", dropOrder: 8), .init("trials", dropOrder: 7)]
        }
        var table = TextTable(columns: columns)
        for (row, standing) in zip(rows, standings) {
            var cells = cells(of: row)
            if hasStandings { cells.insert(text(of: standing, in: row), at: 4) }
            if hasLatency {
                cells.append(row.milliseconds.map { NumberText.decimal($0, places: 3) } ?? "–")
            }
            if isTuned { cells += [row.tuning?.settingsText ?? "–", trialsText(row)] }
            table.append(cells)
        }
        return table
    }

    /// Whether variants stand beside each other.
    private var hasStandings: Bool { standings.contains { $0 != nil } }

    /// What was asked of the variants.
    private var quantity: String {
        let asked = rows.filter { !$0.isDense }
        return asked.isEmpty || asked.contains { $0.target == nil } ? "sparsity" : "target"
    }

    /// The rows as comma-separated values, with a heading; a cell that is not known is empty. The
    /// means of further metrics follow at the end.
    public var csv: String {
        let (name, further) = (metric.name, metrics.dropFirst().map(\.name))
        let heading =
            [
                "variant", "sparsity", "runs", name, name + "Deviation", "softHardGap",
                "trainingSeconds", "peakMemoryBytes",
                metric == .accuracy ? "accuracies" : name + "Values", "againstDense",
                "againstDenseDeviation", "againstBest", "againstBestMargin", "target",
            ] + further + (hasLatency ? ["milliseconds"] : [])
        let lines = zip(rows, standings).map { row, standing in
            let isComparable = isComparable(row)
            func own(_ value: Double?) -> String { isComparable ? plain(value) : "" }
            return [
                row.variant, "\(row.sparsity)", "\(row.seeds.count)", own(row.score?.mean),
                own(row.score?.deviation), own(row.softHardGap),
                plain(row.trainingSeconds), row.peakMemoryBytes.map { "\($0)" } ?? "",
                isComparable ? row.scores.map { "\($0)" }.joined(separator: " ") : "",
                own(row.againstDense?.mean), own(row.againstDense?.deviation),
                standing?.best == row.variant ? "0.0" : plain(standing?.mean),
                plain(standing?.margin), row.target ?? "",
            ] + further.map { plain(row.results[$0]?.mean) }
                + (hasLatency ? [plain(row.milliseconds)] : [])
        }
        return ([heading] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    /// The score over the sparsity, a line for each variant; a dense variant is a reference.
    public var chart: ComparisonChart {
        let shown = rows.filter(isComparable)
        let names = shown.filter { !$0.isDense }.map(\.variant)
        let unique = names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
        var chart = ComparisonChart(
            title: study, horizontal: horizontal,
            vertical: verticalAxis,
            series: unique.map { name in
                .init(name, points: shown.filter { $0.variant == name }.compactMap(\.point))
            },
            reference: shown.first { $0.isDense }.flatMap { row in
                row.score.map { (row.variant, $0.mean) }
            })
        chart.isBetterLarger = metric.isBetterLarger
        return chart
    }

    var verticalAxis: Axis {
        Axis("\(metric.title), hard mask\(metric.directionNote)", format: metric.axisFormat)
    }

    var horizontal: Axis {
        Axis(quantity, format: rows.allSatisfy(\.isShare) ? .percent : .count)
    }

    /// The picture and the table as one page, beside the folders of the runs.
    ///
    /// - Parameters:
    ///   - source: The file that holds the study, in the folder of the page.
    ///   - context: How the comparison came about.
    /// - Returns: The page; its links are relative.
    public func page(source: String? = nil, context: RunContext = RunContext()) -> ComparisonPage {
        var page = ComparisonPage(title: study, chart: chart, table: table, notes: notes)
        page.heading = "\(metric.heading) over \(quantity)"
        page.furtherCharts = (latencyChart.map { [$0] } ?? []) + trialCharts.map(\.chart)
        page.runColumns = [metric.title, "against dense"]
        page.runs = rows.flatMap { row in
            row.seeds.indices.map { index in
                ComparisonPage.Run(
                    folder: "\(row.folder)/seed-\(row.seeds[index])",
                    cells: [
                        row.metric.text(row.scores[index]),
                        row.differences[index].map { row.metric.differenceText($0) } ?? "–",
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
        let others = rows.filter { !isComparable($0) && !$0.seeds.isEmpty }
        return failures.map { "\($0.run): \($0.reason)" }
            + standingNotes + latencyNotes + trialNotes
            + unpaired.map { "\($0): no seed of the dense runs; the means are compared" }
            + others.map { row in
                "\(row.variant): judged by \(row.metric.title), not by \(metric.title); not compared"
            }
    }

    private var standingNotes: [String] {
        guard standings.contains(where: { $0?.margin != nil }) else { return [] }
        return [
            "against best: the mean difference by seed and half its 95 % confidence interval; level "
                + "where the interval holds 0"
        ]
    }

    private func cells(of row: Row) -> [String] {
        let metric = row.metric
        let isComparable = isComparable(row)
        func own(_ text: String?) -> String { isComparable ? text ?? "–" : "–" }
        return [
            row.variant, row.target ?? sparsityText(row),
            NumberText.count(row.seeds.count),
            own(row.score.map { metric.text($0.mean, deviation: $0.deviation) }),
            own(row.againstDense.map { metric.differenceText($0.mean, deviation: $0.deviation) }),
            own(row.softHardGap.map { metric.gapText($0) }),
            row.trainingSeconds.map { NumberText.duration(seconds: $0) } ?? "–",
            row.peakMemoryBytes.map { NumberText.count(Double($0) / 1_048_576) + " MiB" } ?? "–",
        ]
    }

    /// Nothing for a dense row where the others have a target.
    private func sparsityText(_ row: Row) -> String {
        row.isDense && quantity != "sparsity" ? "–" : NumberText.percent(row.sparsity)
    }

    /// `best`, or the mean difference with half its confidence interval, and `level` where that holds 0.
    private func text(of standing: Standing?, in row: Row) -> String {
        guard standing?.best != row.variant else { return "best" }
        guard let standing, let mean = standing.mean else { return "–" }
        let difference = metric.differenceText(mean, deviation: standing.margin)
        return standing.isLevel == true ? "level, \(difference)" : difference
    }

    /// Whether a row has a value of ``metric`` to stand beside the others.
    private func isComparable(_ row: Row) -> Bool { row.metric == metric }

    private func plain(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}

extension Comparison.Row {
    fileprivate var point: ComparisonChart.Point? {
        score.map { .init(x: sparsity, mean: $0.mean, deviation: $0.deviation) }
    }
}
