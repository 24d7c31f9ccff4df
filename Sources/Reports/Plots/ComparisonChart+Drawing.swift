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
        var top = 0.0
        var content: [Markup] = []
        if isTitled {
            let heading = TextFace.strong.fitted(title, to: width)
            content.append(
                Label(text: heading, x: 0, baseline: 14, face: .strong, cssClass: "ink").markup)
            top = 20
        }
        let axisName = TextFace.plain.fitted(vertical.title + hiddenNote, to: width)
        content.append(Label(text: axisName, x: 0, baseline: top + 14).markup)
        let legend = Labels.legend(
            lines, reference: referenceText, left: 0, top: top + 26, width: width)
        content += legend.marks
        let domain = vertical.domain(covering: verticalValues)
        let left = max(
            52,
            min(width * 0.35, PlotArea.margin(for: vertical, over: domain, tickCount: tickCount)))
        let area = PlotArea(
            left: left, top: top + 38 + legend.height, width: width - left - 14,
            height: min(380, width * 0.55), x: horizontalDomain, y: domain)
        content += area.verticalAxis(vertical, tickCount: tickCount)
        content += horizontalAxis(in: area, pictureWidth: width)
        content += referenceLine(in: area)
        for (one, line) in zip(series, lines) {
            content += errorBars(of: one, in: area, cssClass: "line thin s" + line.colorClass)
            if joinsPoints { content += area.line(of: line) }
            content += marks(of: one, in: area, cssClass: "f" + line.colorClass)
        }
        content += pointLabels(of: lines, in: area)
        return Drawing(
            title: title, summary: summary, width: width, height: area.bottom + 46,
            content: content)
    }

    private var tickCount: Int { 7 }

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
    private func horizontalAxis(in area: PlotArea, pictureWidth: Double) -> [Markup] {
        let values = Set(series.flatMap(\.points).map(\.x)).filter(\.isFinite).sorted()
        let labels = area.labels(
            values.map { ($0, horizontal.label(exactly: $0)) }, pictureWidth: pictureWidth)
        guard !values.isEmpty, Labels.haveRoom(labels.map(\.label)) else {
            return area.horizontalAxis(
                horizontal, wholeNumbersOnly: horizontal.format == .count,
                pictureWidth: pictureWidth)
        }
        return area.horizontalAxis(horizontal.title, labels: labels, pictureWidth: pictureWidth)
    }

    private var verticalValues: [Double] {
        shownSeries.flatMap(\.points).flatMap { point in
            let deviation = point.finiteDeviation
            return [point.mean - deviation, point.mean + deviation]
        } + [reference?.value].compactMap { $0 }
    }

    private var referenceText: String? {
        reference.map { "\($0.name) \(vertical.reading($0.value))" }
    }

    private func referenceLine(in area: PlotArea) -> [Markup] {
        guard let y = reference.flatMap({ area.y.position(of: $0.value) }) else { return [] }
        return [.line(from: (area.left, y), to: (area.right, y), "mark")]
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
    var finiteDeviation: Double {
        deviation.flatMap { $0.isFinite ? abs($0) : nil } ?? 0
    }
}
