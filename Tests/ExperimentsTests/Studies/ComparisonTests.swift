import Experiments
import Reports
import Testing

@Suite struct ComparisonTests {
    @Test func spreadIsMeanAndSampleDeviation() throws {
        let spread = try #require(MeanAndDeviation([2, 4, 4, 4, 5, 5, 7, 9]))
        #expect(spread.mean == 5)
        #expect(spread.deviation == (32.0 / 7).squareRoot())
        #expect(MeanAndDeviation([3])?.mean == 3 && MeanAndDeviation([3])?.deviation == nil)
        #expect(MeanAndDeviation([]) == nil)
    }

    @Test func sumsUpTheRunsOfACell() throws {
        let row = Comparison.Row(
            try cell(),
            outcomes: [
                outcome(seed: 1, accuracy: 0.5, soft: 0.75, seconds: 2, peakMemoryBytes: 100),
                outcome(seed: 4, accuracy: 0.75, soft: 0.875, seconds: 4, peakMemoryBytes: 300),
            ])
        #expect(row.variant == "pdp" && row.sparsity == 0.5 && row.seeds == [1, 4])
        #expect(row.scores == [0.5, 0.75] && row.score?.mean == 0.625)
        #expect(row.score?.deviation == (0.03125).squareRoot())
        #expect(row.softHardGap == 0.1875)
        #expect(row.trainingSeconds == 3)
        #expect(row.peakMemoryBytes == 300)
    }

    @Test func writesUnknownNumbersAsNothing() throws {
        let rows = [
            Comparison.Row(
                try cell(), outcomes: [outcome(seed: 0, accuracy: 0.5, soft: nil, seconds: 2)]),
            Comparison.Row(try cell(), outcomes: []),
        ]
        let comparison = Comparison(
            study: "a<b", rows: rows, failures: [.init(run: "pdp/0.5/seed-1", reason: "no disk")])
        #expect(
            comparison.csv == """
                variant,sparsity,runs,accuracy,accuracyDeviation,softHardGap,trainingSeconds,peakMemoryBytes,accuracies,againstDense,againstDenseDeviation,againstBest,againstBestMargin,target
                pdp,0.5,1,0.5,,,2.0,,0.5,,,,,
                pdp,0.5,0,,,,,,,,,,,

                """)
        #expect(comparison.page().html().contains("<h1>a&lt;b</h1>"))
        #expect(comparison.page().html().contains("pdp/0.5/seed-1: no disk"))
        #expect(comparison.table.rows[1] == ["pdp", "50.00 %", "0", "–", "–", "–", "–", "–"])
    }

    @Test func drawsADenseVariantAsAReference() throws {
        let study = try Study(
            yaml: """
                recipe: {pruning: {}}
                sparsities: [0.5, 0.75]
                variants: [{name: dense, set: {pruning: null}}, {name: pdp}]
                """, file: "s.yaml", folder: "")
        let rows = study.cells.map { cell in
            Comparison.Row(
                cell, outcomes: [outcome(seed: 0, accuracy: 1 - cell.sparsity, seconds: 1)])
        }
        let chart = Comparison(study: "s", rows: rows, failures: []).chart
        #expect(chart.reference?.name == "dense" && chart.reference?.value == 1)
        #expect(chart.series.map(\.name) == ["pdp"])
        #expect(chart.series[0].points == [.init(x: 0.5, mean: 0.5), .init(x: 0.75, mean: 0.25)])
    }

    @Test func comparesWithTheDenseRunsOfTheSameSeeds() throws {
        let dense = [(1, 0.5), (2, 0.75), (9, 0.1)].map { seed, accuracy in
            outcome(seed: seed, accuracy: accuracy, seconds: 1)
        }
        let row = Comparison.Row(
            try cell(),
            outcomes: [(1, 0.25), (2, 0.25), (5, 1)].map { seed, accuracy in
                outcome(seed: seed, accuracy: accuracy, seconds: 1)
            }, dense: dense)
        #expect(row.differences == [-0.25, -0.5, nil])
        #expect(row.againstDense?.mean == -0.375)
        #expect(row.againstDense?.deviation == (0.03125).squareRoot())
        #expect(row.isPaired)
        let comparison = Comparison(study: "s", rows: [row], failures: [])
        #expect(comparison.table.rows[0][4] == "-37.50 ± 17.68 points")
        #expect(comparison.csv.hasSuffix(",-0.375,0.1767766952966369,,,\n"))
        let html = comparison.page(source: "comparison.yaml").html()
        #expect(html.contains("href=\"./pdp/0.5/seed-5/report.html\""))
        #expect(html.contains("-50.00 points"))
    }

    @Test func comparesMeansWhereNoSeedIsInBoth() throws {
        let dense = [0.5, 1].map { outcome(seed: 7, accuracy: $0, seconds: 1) }
        let row = Comparison.Row(
            try cell(), outcomes: [outcome(seed: 1, accuracy: 0.5, seconds: 1)], dense: dense)
        #expect(row.againstDense?.mean == -0.25 && row.againstDense?.deviation == nil)
        #expect(row.differences == [nil] && !row.isPaired)
        let page = Comparison(study: "s", rows: [row], failures: []).page()
        #expect(page.notes == ["pdp: no seed of the dense runs; the means are compared"])
        #expect(page.runs[0].cells == ["50.00 %", "–"])
    }

    @Test func comparesNumbersOfWhichLessIsBetter() throws {
        let dense = [(1, 0.25), (2, 0.5)].map { outcome(seed: $0, errorOf: $1, soft: nil) }
        let row = Comparison.Row(
            try cell(),
            outcomes: [(1, 0.5), (2, 0.625)].map {
                outcome(seed: $0, errorOf: $1, soft: $1 - 0.125)
            },
            dense: dense)
        #expect(row.differences == [0.25, 0.125] && row.softHardGap == 0.125)
        let comparison = Comparison(study: "s", rows: [row], failures: [])
        #expect(comparison.table.columns[3].title == "root mean squared error")
        #expect(
            comparison.table.rows[0].prefix(6) == [
                "pdp", "50.00 %", "2", "0.562 ± 0.0884", "+0.188 ± 0.0884 (worse)", "0.125",
            ])
        #expect(
            comparison.csv == """
                variant,sparsity,runs,rootMeanSquaredError,rootMeanSquaredErrorDeviation,softHardGap,trainingSeconds,peakMemoryBytes,rootMeanSquaredErrorValues,againstDense,againstDenseDeviation,againstBest,againstBestMargin,target,r2
                pdp,0.5,2,0.5625,0.08838834764831845,0.125,1.0,,0.5 0.625,0.1875,0.08838834764831845,,,,0.4375

                """)
        #expect(
            comparison.chart.vertical.title == "root mean squared error, hard mask, less is better")
        #expect(!comparison.chart.isBetterLarger)
        let page = comparison.page()
        #expect(page.heading == "Root mean squared error over sparsity")
        #expect(page.runColumns[0] == "root mean squared error")
        #expect(
            page.runs.map(\.cells) == [["0.500", "+0.250 (worse)"], ["0.625", "+0.125 (worse)"]])
        #expect(!page.html().contains("ccura"))
    }

    @Test func doesNotCompareOtherMetrics() throws {
        let rows = [
            Comparison.Row(try cell(), outcomes: [outcome(seed: 1, accuracy: 0.5, seconds: 1)]),
            Comparison.Row(
                try cell(), outcomes: [outcome(seed: 1, errorOf: 0.25, soft: nil)],
                dense: [outcome(seed: 1, accuracy: 0.5, seconds: 1)]),
        ]
        let comparison = Comparison(study: "s", rows: rows, failures: [])
        #expect(comparison.table.rows[1][3...5] == ["–", "–", "–"])
        #expect(comparison.chart.series[0].points == [.init(x: 0.5, mean: 0.5)])
        #expect(rows[1].againstDense == nil)
        #expect(
            comparison.page().notes
                == ["pdp: judged by root mean squared error, not by accuracy; not compared"])
    }

    private func outcome(seed: UInt64, errorOf error: Double, soft: Double?) -> RunOutcome {
        var summary = outcome(seed: seed, accuracy: 0, seconds: 1).summary
        summary.metrics = [
            Metric("rootMeanSquaredError", title: "root mean squared error", isBetterLarger: false),
            Metric("r2", title: "R²"),
        ]
        summary.results = ["rootMeanSquaredError": error, "r2": 1 - error, "loss": error]
        summary.softResults = soft.map { ["rootMeanSquaredError": $0] }
        return RunOutcome(summary: summary, peakMemoryBytes: nil)
    }

    @Test func saysHowItCameAbout() throws {
        let context = RunContext(command: "pdp compare s.yaml", started: "2026-11-28T15:08:48Z")
        let comparison = Comparison(
            study: "s", rows: [], failures: [], data: ["glyphs: 4 test images, 2 classes"])
        let facts = comparison.page(context: context).facts
        #expect(facts.map(\.name) == ["Command", "Started", "Version", "Data"])
        #expect(facts[1].value == "2026-11-28 15:08 UTC")
        #expect(comparison.page().facts.map(\.name) == ["Version", "Data"])
    }

    private func rows(_ scores: [(String, [Double])]) throws -> [Comparison.Row] {
        try scores.map { name, scores in
            let cell = try Study(
                yaml: "{recipe: {pruning: {sparsity: 0.5}}, variants: [{name: \(name)}]}",
                file: "s.yaml", folder: ""
            ).cells[0]
            return Comparison.Row(
                cell,
                outcomes: scores.enumerated().map {
                    outcome(seed: UInt64($0), accuracy: $1, seconds: 1)
                })
        }
    }

    /// The interval of −0.25, −0.125 and −0.1875 is that of the mean ± 4.303 · 0.0625 / √3.
    @Test func saysWhoIsBestAndWhoIsLevel() throws {
        let rows = try rows([
            ("first", [0.75, 0.625, 0.6875]), ("behind", [0.5, 0.5, 0.5]),
            ("level", [0.625, 0.75, 0.5]), ("alone", [0.5]),
        ])
        let comparison = Comparison(study: "s", rows: rows, failures: [])
        #expect(comparison.standings.allSatisfy { $0?.best == "first" })
        #expect(comparison.standings[0]?.differences.isEmpty == true)
        let behind = try #require(comparison.standings[1])
        #expect(behind.mean == -0.1875 && behind.isLevel == false)
        #expect(abs((behind.margin ?? 0) - 4.303 * 0.0625 / 3.0.squareRoot()) < 1e-12)
        #expect(comparison.standings[2]?.isLevel == true)
        #expect(comparison.standings[3]?.margin == nil && comparison.standings[3]?.isLevel == nil)
        #expect(comparison.table.columns[4].title == "against best (95 %)")
        #expect(
            comparison.table.rows.map { $0[4] } == [
                "best", "-18.75 ± 15.53 points", "level, -6.25 ± 41.08 points", "-25.00 points",
            ])
        #expect(
            comparison.page().notes == [
                "against best: the mean difference by seed and half its 95 % confidence interval; "
                    + "level where the interval holds 0"
            ])
    }

    @Test func standsOnlyBesideTheSameNetworkAndData() throws {
        let study = try Study(
            yaml: """
                recipe: {pruning: {sparsity: 0.5}}
                variants:
                - {name: a}
                - {name: b, set: {optimizer.learningRate: 0.2}}
                - {name: other, set: {network: resnet20}}
                - {name: less, set: {data.trainingCount: 10}}
                """, file: "s.yaml", folder: "")
        #expect(study.groups == [0, 0, 2, 3])
        let rows = study.cells.map { cell in
            Comparison.Row(cell, outcomes: [outcome(seed: 0, accuracy: 0.5, seconds: 1)])
        }
        let comparison = Comparison(
            study: "s", rows: rows, failures: [], groups: study.groups)
        #expect(comparison.standings.map { $0?.best } == ["a", "a", nil, nil])
    }

    @Test func quantilesOfStudentFallToThatOfTheNormalDistribution() {
        let quantiles = (1...200).map { studentT(degrees: $0) }
        #expect(zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 > $1 })
        // From tables of the distribution.
        #expect(abs(quantiles[39] - 2.021) < 0.003 && abs(quantiles[119] - 1.980) < 0.001)
    }

    @Test func saysATargetAsItWasAsked() throws {
        let study = try Study(
            yaml: """
                recipe: {pruning: {pattern: channels, target: {multiplyAdds: 0.5}}}
                variants:
                - {name: half}
                - {name: million, set: {pruning.target.multiplyAdds: 1e6}}
                - {name: small, set: {pruning.target: {megabytes: 1.5}}}
                """, file: "s.yaml", folder: "")
        let rows = study.cells.map { cell in
            Comparison.Row(cell, outcomes: [outcome(seed: 0, accuracy: 0.5, seconds: 1)])
        }
        let comparison = Comparison(study: "s", rows: rows, failures: [])
        #expect(comparison.table.columns[1].title == "target")
        #expect(
            comparison.table.rows.map { $0[1] } == [
                "50.00 % of the multiply-adds", "1,000,000 multiply-adds", "1.50 MB",
            ])
        #expect(comparison.chart.horizontal.title == "target")
        #expect(comparison.chart.horizontal.format == .count)
        #expect(comparison.standings == [nil, nil, nil])
    }

    private func cell() throws -> Study.Cell {
        try Study(
            yaml: "{recipe: {pruning: {sparsity: 0.5}}, variants: [{name: pdp}]}", file: "s.yaml",
            folder: ""
        ).cells[0]
    }

    private func outcome(
        seed: UInt64, accuracy: Double, soft: Double? = nil, seconds: Double,
        peakMemoryBytes: Int? = nil
    ) -> RunOutcome {
        RunOutcome(
            summary: RunSummary(
                network: "n", dataset: "d", method: "m", pattern: "p", targetSparsity: 0.5,
                sparsity: 0.5, sparsityOfAllParameters: 0.5, metrics: [.accuracy],
                results: ["accuracy": accuracy, "loss": 1],
                softResults: soft.map { ["accuracy": $0] }, epochs: 1, seed: seed, parameters: 1,
                nonzeroParameters: 1,
                seconds: 2 * seconds, trainingSeconds: seconds, device: "cpu", version: "0"),
            peakMemoryBytes: peakMemoryBytes)
    }
}
