import Reports
import TestSupport
import Testing

/// That every text can be read, whatever the data.
@Suite struct ChartLayoutTests {
    static let widths = [360.0, 580, 1160]
    static let longName =
        "<b>" + String(repeating: "很长的名字", count: 8) + " and forty letters more </b>"

    @Test(arguments: widths, 0..<12) func textsOfLinesStandApart(width: Double, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let scale = [1e-8, 1e-5, 0.01, 1, 300, 1e7][Int(seed) % 6]
        let epochCount = [1, 2, 7, 200][Int(seed) % 4]
        let series = (0..<3).map { index in
            let points = (1...epochCount).map { epoch in
                PlotPoint(x: Double(epoch), y: scale * Double.random(in: -0.2...1, using: &random))
            }
            return PlotSeries(
                index == 2 ? Self.longName : "name \(index)", points: points, color: index)
        }
        let markers = [("pruning starts", 0.0), ("masks are fixed", 0.5)].map { label, shift in
            let epoch = Double(Int.random(in: 1...epochCount, using: &random))
            return LineChart.Marker(x: min(Double(epochCount), epoch + shift), label: label)
        }
        let chart = LineChart(
            title: "t", horizontal: Axis("epoch", format: .count),
            panels: [
                .init(axis: Axis("Loss"), series: series),
                .init(axis: Axis("Rate", includesZero: true), series: series, height: 110),
            ], markers: markers)
        expectReadable(PlotTexts(chart.svg(width: width)))
    }

    @Test(arguments: widths, 0..<12) func textsOfAComparisonStandApart(width: Double, seed: UInt64)
    {
        var random = SeededGenerator(seed: seed)
        let places = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99].shuffled(using: &random).prefix(
            1 + Int(seed) % 6)
        let series = (0...Int(seed) % 8).map { index in
            let points = places.map { x in
                ComparisonChart.Point(
                    x: x, mean: 0.9 + 0.05 * Double.random(in: 0...1, using: &random),
                    deviation: index.isMultiple(of: 2) ? 0.004 : nil)
            }
            return ComparisonChart.Series(index == 1 ? Self.longName : "m\(index)", points: points)
        }
        let chart = ComparisonChart(
            title: Self.longName, horizontal: Axis("sparsity", format: .percent),
            vertical: Axis("accuracy", format: .percent), series: series,
            reference: ("dense", 0.93))
        let texts = PlotTexts(chart.svg(width: width))
        expectReadable(texts)
        #expect(texts.texts.contains { $0.cssClass.hasPrefix("small") } || series.count > 3)
    }

    @Test(arguments: widths) func textsOfBarsStandApart(width: Double) {
        let names = (0..<200).map { $0.isMultiple(of: 3) ? Self.longName : "layers.\($0).weight" }
        let bars = names.enumerated().map { index, name in
            BarChart.Bar(
                label: name, value: Double(index) / 199, target: 0.5, detail: "2,359,296 weights")
        }
        for shown in [bars, Array(bars.prefix(1)), Array(bars[1...2])] {
            expectReadable(
                PlotTexts(BarChart(title: "t", quantity: "zeros", bars: shown).svg(width: width)))
        }
    }

    @Test(arguments: [1e-6, 0.05, 3, 1e7], [1e-9, 0.2, 0.99]) func textsOfAHistogramStandApart(
        reach: Float, share: Double
    ) {
        let weights = (0..<20_000).map { reach * Float($0 % 201 - 100) / 100 }
        let chart = HistogramChart(
            title: Self.longName, subtitle: "512 × 512 × 3 × 3 · t = 1.23e-5 · τ = 6.75e-5",
            histogram: WeightHistogram(of: weights), threshold: Double(reach) * share,
            temperature: 1e-4)
        expectReadable(PlotTexts(chart.svg(width: 340)))
    }

    private func expectReadable(_ texts: PlotTexts) {
        #expect(texts.isWellFormed && !texts.texts.isEmpty)
        #expect(texts.collisions.isEmpty)
        #expect(texts.cut.isEmpty)
        // The scale of the mask stands at the edge where its curve ends.
        let scale: Set = ["0", "½", "1", "mask"]
        #expect(texts.crossed.filter { !scale.contains($0) }.isEmpty)
    }
}
