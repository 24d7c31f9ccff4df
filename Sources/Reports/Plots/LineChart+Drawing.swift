extension LineChart: Chart {
    func drawing(width: Double) -> Drawing {
        let isRoomy = width >= PlotWidth.roomy
        let left = leftMargin(limit: width * 0.35)
        let right = isRoomy ? labelWidth(limit: width * 0.3) : 14
        var top = 0.0
        var content: [Markup] = []
        var parts: [DrawnPanel] = []
        for (index, panel) in panels.enumerated() {
            let baseline = top + 13
            let heading = TextFace.strong.fitted(panel.axis.title, to: width)
            content.append(
                Label(text: heading, x: 0, baseline: baseline, face: .strong, cssClass: "ink")
                    .markup)
            top += 28
            let isLabelled = isRoomy && hasRoomForEndLabels(panel)
            if !isLabelled, panel.series.count > 1 {
                let legend = Labels.legend(panel.series, left: 0, top: top - 4, width: width)
                content += legend.marks
                top += legend.height
            }
            var area = area(of: panel, top: top, left: left, right: right, width: width)
            if index == 0 {
                let rows = placedMarkers(in: area, pictureWidth: width)
                area = area.moved(by: Double(rows.rowCount) * Self.markerRowHeight)
                content += rows.marks(above: area)
            }
            content += draw(panel, in: area)
            if isLabelled { content += endLabels(of: panel, in: area, width: right - 9) }
            if index == panels.count - 1 {
                content += area.horizontalAxis(
                    horizontal, wholeNumbersOnly: isWhole, pictureWidth: width)
            } else {
                content.append(
                    .line(from: (area.left, area.bottom), to: (area.right, area.bottom), "axis"))
            }
            parts.append(DrawnPanel(panel: panel, area: area, baseline: baseline))
            top = area.bottom + 22
        }
        content += markerLines(in: parts.map(\.area))
        if isRoomy { content += readouts(in: parts, pictureWidth: width) }
        return Drawing(
            title: title, summary: summary, width: width, height: top + 22, content: content)
    }

    /// A panel and where it stands.
    struct DrawnPanel {
        let panel: Panel
        let area: PlotArea
        /// The line that the letters of the heading stand on.
        let baseline: Double
    }

    private var isWhole: Bool { horizontal.format == .count }

    private func tickCount(of panel: Panel) -> Int { max(2, Int(panel.height / 32)) }

    private func domain(of panel: Panel) -> ClosedRange<Double> {
        let values = panel.series.flatMap(\.points).map(\.y)
        return panel.axis.domain(covering: values + [panel.reference].compactMap { $0 })
    }

    private func leftMargin(limit: Double) -> Double {
        let needed = panels.map { panel in
            PlotArea.margin(
                for: panel.axis, over: domain(of: panel), tickCount: tickCount(of: panel))
        }
        return max(48, min(limit, needed.max() ?? 0))
    }

    private func area(
        of panel: Panel, top: Double, left: Double, right: Double, width: Double
    ) -> PlotArea {
        let all = panels.flatMap(\.series).flatMap(\.points)
        return PlotArea(
            left: left, top: top, width: width - left - right, height: panel.height,
            x: horizontal.domain(covering: all.map(\.x), widened: false), y: domain(of: panel))
    }

    private func draw(_ panel: Panel, in area: PlotArea) -> [Markup] {
        var marks = area.verticalAxis(panel.axis, tickCount: tickCount(of: panel))
        if let reference = panel.reference.flatMap(area.y.position) {
            marks.append(.line(from: (area.left, reference), to: (area.right, reference), "mark"))
        }
        if panel.series.allSatisfy({ $0.lastPoint == nil }) {
            marks.append(
                .label(
                    "no data", at: (area.left + area.width / 2, area.top + area.height / 2),
                    "middle"))
        }
        return marks + panel.series.flatMap { area.line(of: $0) }
    }
}

extension LineChart {
    private static let endLabelGap = 15.0

    /// The value at the end of a line, after its name.
    private func endText(of series: PlotSeries, axis: Axis, width: Double = .infinity) -> String? {
        series.lastPoint.map { point in
            let value = " " + axis.reading(point.y)
            let room = width - TextFace.plain.width(of: value)
            let name = room < .infinity ? TextFace.plain.fitted(series.name, to: room) : series.name
            return name + value
        }
    }

    private func labelWidth(limit: Double) -> Double {
        let widths = panels.filter(hasRoomForEndLabels).flatMap { panel in
            panel.series.compactMap { series in
                endText(of: series, axis: panel.axis).map(TextFace.plain.width)
            }
        }
        return min(limit, 14 + (widths.max() ?? 0))
    }

    private func hasRoomForEndLabels(_ panel: Panel) -> Bool {
        Double(panel.series.count) * Self.endLabelGap <= panel.height
    }

    private func endLabels(of panel: Panel, in area: PlotArea, width: Double) -> [Markup] {
        let ends = panel.series.compactMap { series in
            series.lastPoint.flatMap(area.position).map { (series, $0) }
        }
        let heights = Labels.spread(
            ends.map { $0.1.y }, gap: Self.endLabelGap, within: area.top + 4...area.bottom - 4)
        return zip(ends, heights).flatMap { end, height -> [Markup] in
            guard let text = endText(of: end.0, axis: panel.axis, width: width) else { return [] }
            return [
                .dot(at: end.1, radius: 3, "f" + end.0.colorClass),
                .label(text, at: (area.right + 9, height + 4), "f" + end.0.colorClass),
            ]
        }
    }
}
