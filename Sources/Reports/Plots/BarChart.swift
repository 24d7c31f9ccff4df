/// Horizontal bars on an axis from 0 to 100 %, each with a tick at its target.
public struct BarChart: Sendable {
    /// One bar.
    public struct Bar: Sendable {
        /// What the bar stands for.
        public var label: String
        /// The length, a share in 0…1.
        public var value: Double
        /// The share that was asked for.
        public var target: Double?
        /// What stands beside the value where there is room.
        public var detail: String

        /// Makes a bar.
        public init(label: String, value: Double, target: Double? = nil, detail: String = "") {
            self.label = label
            self.value = value
            self.target = target
            self.detail = detail
        }
    }

    /// What the plot shows.
    public var title: String
    /// The quantity that the lengths show.
    public var quantity: String
    /// The bars, from the top.
    public var bars: [Bar]

    /// Makes a plot.
    public init(title: String, quantity: String, bars: [Bar]) {
        self.title = title
        self.quantity = quantity
        self.bars = bars
    }

    /// Returns the plot as the text of an SVG file, `width` pixels wide but at least 200; the
    /// height follows from the content.
    public func svg(width: Double = 640) -> String { drawing(width: max(200, width)).file }
}

extension BarChart: Chart {
    func drawing(width: Double) -> Drawing {
        let layout = Layout(bars: bars, width: width)
        let area = PlotArea(
            left: layout.left, top: 6, width: layout.barWidth,
            height: max(1, Double(bars.count)) * layout.rowHeight, x: 0...1, y: 0...1)
        let axis = Axis(quantity, format: .percent)
        var content = Ticks(in: 0...1, count: 5).values.compactMap { value in
            area.x.position(of: value).map {
                Markup.line(from: ($0, area.top), to: ($0, area.bottom), "grid")
            }
        }
        for (index, bar) in bars.enumerated() {
            content += draw(bar, top: area.top + Double(index) * layout.rowHeight, area, layout)
        }
        content += area.horizontalAxis(axis, intervalCount: 5, pictureWidth: width)
        let values = bars.map { "\($0.label): \(axis.reading($0.value))" }
        return Drawing(
            title: title,
            summary: bars.isEmpty ? "No data." : values.joined(separator: "; ") + ".",
            width: width, height: area.bottom + 46, content: content)
    }

    private func draw(
        _ bar: Bar, top: Double, _ area: PlotArea, _ layout: Layout
    ) -> [Markup] {
        let axis = Axis(quantity, format: .percent)
        let height = 12.0
        let y = layout.isRoomy ? top + (layout.rowHeight - height) / 2 : top + 20
        let textY = layout.isRoomy ? y + 10 : top + 14
        let share = bar.value.isFinite ? min(1, max(0, bar.value)) : 0
        let tooltip = "\(bar.label): \(axis.reading(bar.value)) \(bar.detail)"
        let name = Markup.label(
            TextFace.name.fitted(bar.label, to: layout.labelWidth),
            at: (layout.isRoomy ? area.left - 10 : 0, textY),
            layout.isRoomy ? "name ink end" : "name ink")
        let value = Markup.label(
            axis.reading(bar.value), at: (layout.valueRight, textY), "ink strong end")
        var marks: [Markup] = [
            .box(x: area.left, y: y, width: area.width, height: height, "track"),
            .box(x: area.left, y: y, width: area.width * share, height: height, "f0"),
            name, value,
        ]
        if let target = bar.target.flatMap(area.x.position) {
            marks.append(.line(from: (target, y - 3), to: (target, y + height + 3), "target"))
        }
        if layout.hasDetail {
            marks.append(.label(bar.detail, at: (layout.valueRight + 12, textY)))
        }
        return [.element("g", [:], [.element("title", text: tooltip)] + marks)]
    }

    /// Where the columns stand: beside the bars where there is room, else above them.
    private struct Layout {
        let isRoomy: Bool
        let hasDetail: Bool
        let left: Double
        let barWidth: Double
        let rowHeight: Double
        let labelWidth: Double
        let valueRight: Double

        init(bars: [Bar], width: Double) {
            let longest = (bars.map { TextFace.name.width(of: $0.label) }.max() ?? 0) + 12
            isRoomy = width >= PlotWidth.roomy && longest <= width * 0.4
            hasDetail = isRoomy && width >= 900
            let detail = (bars.map { TextFace.plain.width(of: $0.detail) }.max() ?? 0) + 16
            left = isRoomy ? max(24, longest) : 18
            barWidth = width - left - (isRoomy ? 72 + (hasDetail ? detail : 0) : 18)
            rowHeight = isRoomy ? (bars.count > 40 ? 20 : 26) : 38
            labelWidth = isRoomy ? left - 12 : width - 78
            valueRight = isRoomy ? left + barWidth + 70 : width
        }
    }
}
