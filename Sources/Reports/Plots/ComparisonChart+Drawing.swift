extension ComparisonChart: Chart {
    func drawing(width: Double) -> Drawing {
        let series = shownSeries
        let lines = series.enumerated().map { index, one in
            PlotSeries(
                one.name,
                points: one.points.filter { $0.x.isFinite }.sorted { $0.x < $1.x }
                    .map { PlotPoint(x: $0.x, y: $0.mean) },
                color: index, isDashed: index >= PlotStyle.seriesCount)
        }
        let legend = Labels.legend(lines, left: 0, top: 46, width: width)
        let top = 58 + legend.height
        let left = 52.0
        let area = PlotArea(
            left: left, top: top, width: width - left - 14, height: min(380, width * 0.55),
            x: horizontalDomain, y: vertical.domain(covering: verticalValues))
        var content: [Markup] = [
            .label(
                title.shortened(to: Int(width / 7.5)), at: (0, 14), "ink strong"),
            .label(vertical.title + hiddenNote, at: (0, 34)),
        ]
        content += legend.marks
        content += area.verticalAxis(vertical, tickCount: 7)
        content += horizontalAxis(in: area)
        content += referenceLine(in: area)
        for (one, line) in zip(series, lines) {
            content += errorBars(of: one, in: area, cssClass: "line thin s" + line.colorClass)
            content += area.line(of: line)
            content += marks(of: one, in: area, cssClass: "f" + line.colorClass)
        }
        return Drawing(
            title: title, summary: summary, width: width, height: area.bottom + 46,
            content: content)
    }

    /// The data with a margin, so that error bars and marks do not stand on the axis.
    private var horizontalDomain: ClosedRange<Double> {
        let range = horizontal.domain(
            covering: series.flatMap(\.points).map(\.x), widened: false
        ).usable
        guard horizontal.domain == nil else { return range }
        let margin = 0.04 * (range.upperBound - range.lowerBound)
        return range.lowerBound - margin...range.upperBound + margin
    }

    /// Ticks at the values that were studied where their labels fit, else at round values.
    private func horizontalAxis(in area: PlotArea) -> [Markup] {
        let values = Set(series.flatMap(\.points).map(\.x)).filter(\.isFinite).sorted()
        let positions = values.compactMap(area.x.position)
        let isRoomy = zip(positions, positions.dropFirst()).allSatisfy { $1 - $0 >= 36 }
        guard isRoomy, values.count > 1 else {
            return area.horizontalAxis(
                horizontal, tickCount: Int(area.width / 60),
                wholeNumbersOnly: horizontal.format == .count)
        }
        return area.horizontalAxis(
            horizontal.title, labels: values.map { ($0, horizontal.label(exactly: $0)) })
    }

    private var verticalValues: [Double] {
        shownSeries.flatMap(\.points).flatMap { point in
            let deviation = point.finiteDeviation
            return [point.mean - deviation, point.mean + deviation]
        } + [reference?.value].compactMap { $0 }
    }

    private func referenceLine(in area: PlotArea) -> [Markup] {
        guard let reference, let y = area.y.position(of: reference.value) else { return [] }
        return [
            .line(from: (area.left, y), to: (area.right, y), "mark"),
            .label(
                "\(reference.name) \(vertical.reading(reference.value))",
                at: (area.right - 4, y - 6), "small end"),
        ]
    }

    private func errorBars(of one: Series, in area: PlotArea, cssClass: String) -> [Markup] {
        one.points.compactMap { point in
            guard point.finiteDeviation > 0, let x = area.x.position(of: point.x),
                let low = area.y.position(of: point.mean - point.finiteDeviation),
                let high = area.y.position(of: point.mean + point.finiteDeviation)
            else { return nil }
            let cap = { (y: Double) in "M\((x - 4).pixels) \(y.pixels)H\((x + 4).pixels)" }
            let path = cap(low) + "M\(x.pixels) \(low.pixels)V\(high.pixels)" + cap(high)
            return .element("path", ["class": cssClass, "d": path])
        }
    }

    private func marks(of one: Series, in area: PlotArea, cssClass: String) -> [Markup] {
        one.points.compactMap { point in
            guard let center = area.position(of: PlotPoint(x: point.x, y: point.mean))
            else { return nil }
            let text = "\(one.name): \(reading(point))"
            return .element(
                "g", [:],
                [
                    .element("title", text: text),
                    .dot(at: center, radius: 4, cssClass), .dot(at: center, radius: 10, "hit"),
                ])
        }
    }

    private func reading(_ point: Point) -> String {
        let deviation = point.deviation.map { " ± " + vertical.reading($0) } ?? ""
        return "\(vertical.reading(point.mean))\(deviation) at \(horizontal.reading(point.x))"
    }

    private var summary: String {
        let sentences = series.map { one in
            one.name + ": " + one.points.map(reading).joined(separator: ", ") + "."
        }
        return sentences.isEmpty ? "No data." : sentences.joined(separator: " ")
    }
}

extension ComparisonChart.Point {
    /// The deviation, or zero where there is none to draw.
    fileprivate var finiteDeviation: Double {
        deviation.flatMap { $0.isFinite ? abs($0) : nil } ?? 0
    }
}
