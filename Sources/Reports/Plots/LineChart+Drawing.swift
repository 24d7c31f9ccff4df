extension LineChart: Chart {
    func drawing(width: Double) -> Drawing {
        let isRoomy = width >= PlotWidth.roomy
        let right = isRoomy ? labelWidth(limit: width * 0.3) : 14
        var top = 0.0
        var content: [Markup] = []
        var areas: [PlotArea] = []
        for (index, panel) in panels.enumerated() {
            content.append(.label(panel.axis.title, at: (0, top + 13), "ink strong"))
            top += 28
            if !isRoomy, panel.series.count > 1 {
                let legend = Labels.legend(panel.series, left: 0, top: top - 4, width: width)
                content += legend.marks
                top += legend.height
            }
            let area = area(of: panel, top: top, right: right, width: width)
            content += draw(panel, in: area)
            if isRoomy { content += endLabels(of: panel, in: area) }
            if index == panels.count - 1 {
                content += area.horizontalAxis(
                    horizontal, tickCount: Int(area.width / 60), wholeNumbersOnly: isWhole)
            } else {
                content.append(
                    .line(from: (area.left, area.bottom), to: (area.right, area.bottom), "axis"))
            }
            areas.append(area)
            top = area.bottom + 22
        }
        content += markerLines(in: areas)
        if isRoomy { content += readouts(in: areas) }
        return Drawing(
            title: title, summary: summary, width: width, height: top + 22, content: content)
    }

    private var isWhole: Bool { horizontal.format == .count }

    private func area(
        of panel: Panel, top: Double, right: Double, width: Double
    ) -> PlotArea {
        let all = panels.flatMap(\.series).flatMap(\.points)
        let values = panel.series.flatMap(\.points).map(\.y) + [panel.reference].compactMap { $0 }
        let left = 48.0
        return PlotArea(
            left: left, top: top, width: width - left - right, height: panel.height,
            x: horizontal.domain(covering: all.map(\.x), widened: false),
            y: panel.axis.domain(covering: values))
    }

    private func draw(_ panel: Panel, in area: PlotArea) -> [Markup] {
        var marks = area.verticalAxis(panel.axis, tickCount: max(2, Int(panel.height / 32)))
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

    private func endText(of series: PlotSeries, axis: Axis) -> String? {
        series.lastPoint.map { series.name + " " + axis.reading($0.y) }
    }

    private func labelWidth(limit: Double) -> Double {
        let texts = panels.flatMap { panel in
            panel.series.compactMap { endText(of: $0, axis: panel.axis)?.count }
        }
        return min(limit, 14 + Double(texts.max() ?? 0) * Labels.characterWidth)
    }

    private func endLabels(of panel: Panel, in area: PlotArea) -> [Markup] {
        let ends = panel.series.compactMap { series in
            series.lastPoint.flatMap(area.position).map { (series, $0) }
        }
        let heights = Labels.spread(
            ends.map { $0.1.y }, gap: 15, within: area.top + 4...area.bottom - 4)
        return zip(ends, heights).flatMap { end, height -> [Markup] in
            guard let text = endText(of: end.0, axis: panel.axis) else { return [] }
            return [
                .dot(at: end.1, radius: 3, "f" + end.0.colorClass),
                .label(text, at: (area.right + 9, height + 4), "f" + end.0.colorClass),
            ]
        }
    }

    private func markerLines(in areas: [PlotArea]) -> [Markup] {
        guard let first = areas.first else { return [] }
        return markers.flatMap { marker -> [Markup] in
            guard let x = first.x.position(of: marker.x), x >= first.left, x <= first.right
            else { return [] }
            let lines = areas.map { Markup.line(from: (x, $0.top), to: (x, $0.bottom), "mark") }
            let isLate = x > first.left + first.width / 2
            let label = Markup.label(
                marker.label, at: (isLate ? x - 6 : x + 6, first.bottom - 7),
                isLate ? "small end" : "small")
            return lines + [label]
        }
    }
}
