import Reports
import Testing

@Suite struct ChartTests {
    private static func lines(_ points: [PlotPoint]) -> LineChart {
        LineChart(
            title: "Loss", horizontal: Axis("epoch", format: .count),
            panels: [.init(axis: Axis("loss"), series: [PlotSeries("a", points: points, color: 0)])]
        )
    }

    @Test(arguments: [200.0, 360, 580, 1160]) func everyKindIsAnSVGFile(width: Double) {
        let files = [
            Samples.comparison.svg(width: width),
            Self.lines([.init(x: 1, y: 2), .init(x: 2, y: 3)]).svg(width: width),
            BarChart(
                title: "Zeros", quantity: "zeros", bars: [.init(label: "<a>", value: 0.4)]
            ).svg(width: width),
            HistogramChart(title: "w", histogram: WeightHistogram(of: [-1, 0, 0, 2])).svg(
                width: width),
        ]
        for file in files {
            let tree = XMLTree(file)
            #expect(tree.isWellFormed && tree.badCoordinates.isEmpty)
            #expect(tree.elementCounts["svg"] == 1 && tree.elementCounts["style"] == 1)
            #expect(tree.elementCounts["desc"] == 1)
        }
    }

    @Test func everyKindIsValidWithoutData() {
        let bars = BarChart(title: "Zeros", quantity: "zeros", bars: [])
        let panels = LineChart(title: "Loss", horizontal: Axis("epoch"), panels: [])
        var comparison = Samples.comparison
        comparison.series = []
        let files = [Self.lines([]).svg(), bars.svg(), panels.svg(), comparison.svg()]
        for file in files {
            let tree = XMLTree(file)
            #expect(tree.isWellFormed && tree.badCoordinates.isEmpty)
            #expect(tree.text.contains("No data."))
        }
    }

    @Test func breaksALineAtAMissingValue() throws {
        let values: [Double] = [1, 2, .nan, 2, 1]
        let points = values.enumerated().map { PlotPoint(x: Double($0.offset), y: $0.element) }
        let tree = XMLTree(Self.lines(points).svg())
        let path = try #require(
            tree.attributes.first { $0.element == "path" && $0.name == "d" }?.value)
        #expect(path.filter { $0 == "M" }.count == 2)
        #expect(path.filter { $0 == "L" }.count == 2)
    }

    @Test(arguments: Samples.unusable) func comparesDespiteUnusableValues(value: Double) {
        var chart = Samples.comparison
        chart.series[0].points[1] = .init(x: 0.8, mean: value, deviation: value)
        chart.series[1].points[0] = .init(x: value, mean: 0.5, deviation: value)
        let tree = XMLTree(chart.svg())
        #expect(tree.isWellFormed && tree.badCoordinates.isEmpty)
    }

    @Test func aFailedMethodDoesNotFlattenTheOthers() {
        var chart = Samples.comparison
        let plain = chart.svg()
        chart.series.append(.init("failed", points: [.init(x: 0.8, mean: 0.1)]))
        let text = chart.svg()
        #expect(!plain.contains("left out"))
        #expect(text.contains("accuracy; 1 point far below left out"))
        #expect(text.contains("failed: 10.0"))
        let grids = [plain, text].map { $0.split(separator: "class=\"grid\"").count }
        #expect(grids[0] == grids[1])
    }

    @Test func comparisonHasErrorBarsLegendAndReference() {
        let tree = XMLTree(Samples.comparison.svg())
        // Two lines and two times three error bars.
        #expect(tree.elementCounts["path"] == 8)
        #expect(tree.text.contains("magnitude") && tree.text.contains("dense 92.00\u{202F}%"))
        #expect(tree.text.contains("PDP: 90.00\u{202F}% ± 1.00\u{202F}% at 90.00\u{202F}%"))
    }

    @Test func drawsTheMaskFromZeroToOne() throws {
        let histogram = try WeightHistogram(edges: [-1, -0.5, 0, 0.5, 1], counts: [1, 8, 8, 1])
        let chart = HistogramChart(
            title: "w", histogram: histogram, threshold: 0.5, temperature: 0.01)
        let tree = XMLTree(chart.svg())
        // The gray bars, the colored bars and the mask.
        #expect(tree.elementCounts["path"] == 3)
        #expect(tree.text.contains("−t") && tree.text.contains("mask"))
    }

    /// The points at the bottom, up to the thresholds, and those in the upper half.
    @Test func drawsMasksThatAreZeroAtTheThreshold() throws {
        let histogram = try WeightHistogram(edges: [-1, -0.5, 0, 0.5, 1], counts: [1, 8, 8, 1])
        func counts(_ mask: HistogramChart.Mask) throws -> (bottom: Int, upper: Int) {
            let chart = HistogramChart(
                title: "w", histogram: histogram, threshold: 0.5, temperature: 0.5, mask: mask)
            let path = chart.svg().split(separator: "<").last { $0.contains("line thin") } ?? ""
            // The bottom of the area, 112 below its top at 58.
            let heights = path.matches(of: /[ML][-\d.]+ ([\d.]+)/).compactMap { Double($0.1) }
            return (heights.count { $0 == 170 }, heights.count { $0 < 114 })
        }
        let (soft, centred, steep) = try (counts(.soft), counts(.centred), counts(.steep))
        #expect(soft.bottom == 0 && centred.bottom > 50 && steep.bottom == centred.bottom)
        #expect(centred.upper > 0 && steep.upper > centred.upper)
    }
}
