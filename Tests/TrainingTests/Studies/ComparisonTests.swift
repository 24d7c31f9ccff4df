import Reports
import Testing
import Training

@Suite struct ComparisonTests {
    @Test func spreadIsMeanAndSampleDeviation() throws {
        let spread = try #require(Spread([2, 4, 4, 4, 5, 5, 7, 9]))
        #expect(spread.mean == 5)
        #expect(spread.deviation == (32.0 / 7).squareRoot())
        #expect(Spread([3])?.mean == 3 && Spread([3])?.deviation == nil)
        #expect(Spread([]) == nil)
    }

    @Test func sumsUpTheRunsOfACell() throws {
        let row = Comparison.Row(
            try cell(),
            outcomes: [
                outcome(seed: 1, accuracy: 0.5, soft: 0.75, seconds: 2, peakMemoryBytes: 100),
                outcome(seed: 4, accuracy: 0.75, soft: 0.875, seconds: 4, peakMemoryBytes: 300),
            ])
        #expect(row.variant == "pdp" && row.sparsity == 0.5 && row.seeds == [1, 4])
        #expect(row.accuracies == [0.5, 0.75] && row.accuracy?.mean == 0.625)
        #expect(row.accuracy?.deviation == (0.03125).squareRoot())
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
                variant,sparsity,runs,accuracy,accuracyDeviation,softHardGap,trainingSeconds,peakMemoryBytes,accuracies
                pdp,0.5,1,0.5,,,2.0,,0.5
                pdp,0.5,0,,,,,,

                """)
        #expect(comparison.page.html().contains("<h1>a&lt;b</h1>"))
        #expect(comparison.page.html().contains("pdp/0.5/seed-1: no disk"))
        #expect(comparison.table.rows[1] == ["pdp", "50.00 %", "0", "–", "–", "–", "–"])
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
                sparsity: 0.5, sparsityOfAllParameters: 0.5, accuracy: accuracy,
                softAccuracy: soft, epochs: 1, seed: seed, parameters: 1, nonzeroParameters: 1,
                seconds: 2 * seconds, trainingSeconds: seconds, device: "cpu", version: "0"),
            peakMemoryBytes: peakMemoryBytes)
    }
}
