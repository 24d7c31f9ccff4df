import Foundation
import Reports
import Testing

/// Metrics other than the accuracy, in texts and on pages.
@Suite struct MetricTests {
    private static let error = RegressionSamples.metrics[0]
    private static let r2 = RegressionSamples.metrics[2]

    @Test(
        arguments: [
            (Metric.accuracy, 0.91371, nil, "91.37 %"),
            (.accuracy, 0.91371, 0.00126, "91.37 ± 0.13 %"), (error, 0.25, nil, "0.250"),
            (error, 12.34567, 0.01, "12.346 ± 0.0100"), (error, 3.2e-7, nil, "3.20e-07"),
            (error, .nan, nil, "nan"), (.accuracy, .infinity, nil, "inf %"),
        ] as [(Metric, Double, Double?, String)])
    func writesValues(metric: Metric, value: Double, deviation: Double?, text: String) {
        #expect(metric.text(value, deviation: deviation) == text)
    }

    @Test(
        arguments: [
            (Metric.accuracy, -0.0041, nil, "-0.41 points"),
            (.accuracy, 0.0041, nil, "0.41 points"),
            (.accuracy, -0.375, 0.1768, "-37.50 ± 17.68 points"), (r2, 0.5, nil, "+0.500"),
            (r2, -0.5, nil, "-0.500"), (error, 0.05, nil, "+0.0500 (worse)"),
            (error, -0.05, 0.01, "-0.0500 ± 0.0100 (better)"), (error, 0, nil, "0"),
            (error, .nan, nil, "nan"),
        ] as [(Metric, Double, Double?, String)])
    func writesDifferences(metric: Metric, difference: Double, deviation: Double?, text: String) {
        #expect(metric.differenceText(difference, deviation: deviation) == text)
    }

    @Test func hardeningCostsWhatIsWorse() {
        let epoch = RegressionSamples.report.epochs[9]
        let gap = epoch.softHardGap(in: Self.error) ?? .nan
        #expect(abs(gap - 0.01) < 1e-12)
        let r2Gap = epoch.softHardGap(in: Self.r2) ?? .nan
        #expect(r2Gap > 0)
        #expect(epoch.softHardGap(in: .accuracy) == nil)
    }

    @Test func aVerdictNamesTheMetric() {
        #expect(
            RegressionSamples.report.summary.verdict
                == "small-cnn on prices: 90.00 % of the prunable weights are zero; root mean squared "
                + "error 0.250 (dense 0.200)")
    }

    @Test func aPageShowsAllMetrics() {
        let page = XMLTree(RegressionSamples.report.html())
        let parts = [
            "Root mean squared error, hard mask", "Root mean squared error and sparsity",
            "Root mean squared error, less is better", "dense run 0.200, +0.0500 (worse)",
            "Hard minus soft root mean squared error", "Mean absolute error", "R²",
            "soft mask 0.192", "Further metrics", "up to 5,120 rows/s",
            "How much less root mean squared error the soft masks promise than the hard mask",
            "The dashed line above is the root mean squared error of the dense run, 0.200.",
        ]
        for part in parts { #expect(page.text.contains(part), "\(part)") }
        #expect(page.isWellFormed && page.badCoordinates.isEmpty)
        let lower = page.text.lowercased()
        for word in ["accura", "percentage point", "per class", " pp", "image"] {
            #expect(!lower.contains(word), "\(word)")
        }
    }

    /// Of an axis of numbers no label is a share.
    @Test func onlySharesAreInPercent() {
        func percentCount(_ report: RunReport) -> Int {
            PlotTexts(report.html()).texts.count { $0.text.hasSuffix("\u{202F}%") }
        }
        var shares = RegressionSamples.report
        shares.summary.metrics[0].unit = .share
        #expect(percentCount(RegressionSamples.report) < percentCount(shares))
    }

    @Test func aLineNamesTheMetric() {
        let record = RegressionSamples.report.epochs[11]
        let line = EpochLine(name: "r", record: record, metric: Self.error, epochCount: 12)
        #expect(line.rendered(width: nil).contains("  root mean squared error 0.255  sparsity "))
        let loss = EpochLine(name: "r", record: record, metric: .loss, epochCount: 12)
        #expect(loss.rendered(width: nil).contains("  validation loss 0.0650  "))
        var progress = ProgressLine(epoch: 1, epochCount: 2, batch: 1, batchCount: 2, score: 0.25)
        progress.metric = Self.error
        #expect(
            progress.rendered(width: 100, symbols: .ascii).hasSuffix(
                "50 %  root mean squared error 0.250"))
    }

    @Test func aFailedMethodLiesAboveWhereLessIsBetter() {
        var chart = Samples.comparison
        chart.isBetterLarger = false
        let plain = chart.svg()
        chart.series.append(.init("failed", points: [.init(x: 0.8, mean: 5)]))
        #expect(!plain.contains("left out"))
        #expect(chart.svg().contains("accuracy; 1 point far above left out"))
    }
}
