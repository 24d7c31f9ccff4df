import Reports
import Testing

@Suite struct AxisTests {
    @Test(
        arguments: [
            (0...1e-5, 5, ["0", "2e-6", "4e-6", "6e-6", "8e-6", "1e-5"]),
            (0...1e-5, 2, ["0", "5e-6", "1e-5"]),
            (0...1e-8, 2, ["0", "5e-9", "1e-8"]),
            (0...1.5e-5, 3, ["0", "5e-6", "1e-5", "1.5e-5"]),
            (0...1e-300, 1, ["0"]),
            (0...0.001, 2, ["0", "0.0005", "0.0010"]),
            (0...0.1, 5, ["0", "0.02", "0.04", "0.06", "0.08", "0.10"]),
            (0...0.3, 3, ["0", "0.1", "0.2", "0.3"]),
            (0...1, 2, ["0", "0.5", "1.0"]),
            (0...300, 3, ["0", "100", "200", "300"]),
            (0...1e6, 5, ["0", "2e5", "4e5", "6e5", "8e5", "1e6"]),
            (0...1e30, 2, ["0", "5e29", "1e30"]),
            (-1...1, 2, ["−1", "0", "1"]),
            (-0.2...0.1, 3, ["−0.2", "−0.1", "0", "0.1"]),
            (-2e-5...0, 2, ["−2e-5", "−1e-5", "0"]),
            (99.9999...100, 2, ["99.99990", "99.99995", "100.00000"]),
            (1e20...1.00001e20, 1, ["1e20", "1.00001e20"]),
        ] as [(ClosedRange<Double>, Int, [String])])
    func writesNumbers(domain: ClosedRange<Double>, count: Int, labels: [String]) {
        #expect(Axis("x").labels(of: Ticks(in: domain, count: count)) == labels)
    }

    @Test(
        arguments: [
            (.percent, 0...1, 2, ["0\u{202F}%", "50\u{202F}%", "100\u{202F}%"]),
            (.percent, 0.9...0.905, 1, ["90.0\u{202F}%", "90.5\u{202F}%"]),
            (.percent, 0...0.01, 2, ["0\u{202F}%", "0.5\u{202F}%", "1.0\u{202F}%"]),
            (.percentagePoints, -0.02...0.02, 2, ["−2", "0", "+2"]),
            (.percentagePoints, 0...0.005, 1, ["0", "+0.5"]),
            (.count, 0...1500, 3, ["0", "500", "1k", "1.5k"]),
            (.count, 12_340...12_350, 2, ["12.34k", "12.345k", "12.35k"]),
            (.count, 0...2e9, 2, ["0", "1G", "2G"]),
            (.count, 0...2e15, 2, ["0", "1e15", "2e15"]),
        ] as [(Axis.Format, ClosedRange<Double>, Int, [String])])
    func writesOtherFormats(
        format: Axis.Format, domain: ClosedRange<Double>, count: Int, labels: [String]
    ) {
        #expect(Axis("x", format: format).labels(of: Ticks(in: domain, count: count)) == labels)
    }

    @Test(arguments: TicksTests.domains, [Axis.Format.number, .count, .percent, .percentagePoints])
    func tellsTicksApart(domain: ClosedRange<Double>, format: Axis.Format) {
        let labels = Axis("x", format: format).labels(of: Ticks(in: domain, count: 5))
        #expect(Set(labels).count == labels.count)
    }

    @Test(arguments: [
        (1e-8, "1e-8"), (1e-5, "1e-5"), (0.1, "0.10"), (1e6, "1e6"), (1e200, "1e200"),
    ])
    func labelsZeroAndTheLargestValueOfData(value: Double, label: String) {
        let panel = LineChart.Panel(
            axis: Axis("rate", includesZero: true),
            series: [PlotSeries("rate", points: [.init(x: 1, y: value)], color: 0)])
        let chart = LineChart(title: "", horizontal: Axis("epoch", format: .count), panels: [panel])
        let labels = PlotTexts(chart.svg()).texts.filter { $0.cssClass == "end" }.map(\.text)
        #expect(labels.first == "0" && labels.last == label)
    }
}
