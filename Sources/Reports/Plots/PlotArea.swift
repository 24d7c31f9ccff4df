/// The rectangle between the axes of a plot, and what is drawn into it whatever the data.
struct PlotArea: Sendable {
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    let x: LinearScale
    let y: LinearScale

    init(
        left: Double, top: Double, width: Double, height: Double, x: ClosedRange<Double>,
        y: ClosedRange<Double>
    ) {
        self.left = left
        self.top = top
        self.width = width
        self.height = height
        self.x = LinearScale(domain: x, from: left, to: left + width)
        self.y = LinearScale(domain: y, from: top + height, to: top)
    }

    var right: Double { left + width }
    var bottom: Double { top + height }

    /// Returns the pixels of a point, or `nil` where it has none.
    func position(of point: PlotPoint) -> (x: Double, y: Double)? {
        guard let px = x.position(of: point.x), let py = y.position(of: point.y) else { return nil }
        return (px, py)
    }

    /// Horizontal lines at the ticks of the vertical axis, with their labels to the left.
    func verticalAxis(_ axis: Axis, tickCount: Int) -> [Markup] {
        let ticks = Ticks(in: y.domain, count: tickCount)
        return ticks.values.flatMap { value -> [Markup] in
            guard let position = y.position(of: value) else { return [] }
            return [
                .line(from: (left, position), to: (right, position), "grid"),
                .label(
                    axis.label(value, step: ticks.step), at: (left - 8, position + 4), "end"),
            ]
        }
    }

    /// The line under the plot, its ticks at round values, and the name of the axis.
    func horizontalAxis(_ axis: Axis, tickCount: Int, wholeNumbersOnly: Bool) -> [Markup] {
        let ticks = Ticks(in: x.domain, count: tickCount, wholeNumbersOnly: wholeNumbersOnly)
        let labels = ticks.values.map { (value: $0, text: axis.label($0, step: ticks.step)) }
        return horizontalAxis(axis.title, labels: labels)
    }

    /// The line under the plot, its ticks at the values given, and the name of the axis.
    func horizontalAxis(
        _ title: String, labels: [(value: Double, text: String)]
    ) -> [Markup] {
        let baseline = Markup.line(from: (left, bottom), to: (right, bottom), "axis")
        let marks = labels.flatMap { value, text -> [Markup] in
            guard let position = x.position(of: value) else { return [] }
            return [
                .line(from: (position, bottom), to: (position, bottom + 4), "axis"),
                .label(text, at: (position, bottom + 18), "middle"),
            ]
        }
        return [baseline] + marks
            + [.label(title, at: (left + width / 2, bottom + 36), "middle")]
    }

    /// The line of a series. Points without a position break it; one alone becomes a dot.
    func line(of series: PlotSeries, cssClass: String = "line") -> [Markup] {
        var path = ""
        var dots: [Markup] = []
        for run in series.points.map(position).split(whereSeparator: { $0 == nil }) {
            let points = run.compactMap { $0 }
            if let only = points.first, points.count == 1 {
                dots.append(.dot(at: only, radius: 3, "f" + series.colorClass))
            } else {
                path += Self.path(through: points)
            }
        }
        let dash = series.isDashed ? " dashed" : ""
        let line = Markup.element(
            "path", ["class": "\(cssClass)\(dash) s\(series.colorClass)", "d": path])
        return (path.isEmpty ? [] : [line]) + dots
    }

    static func path(through points: [(x: Double, y: Double)]) -> String {
        points.enumerated().map { ($0 == 0 ? "M" : "L") + $1.x.pixels + " " + $1.y.pixels }.joined()
    }
}

extension Markup {
    static func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ cssClass: String
    ) -> Markup {
        element(
            "line",
            [
                "class": cssClass, "x1": start.x.pixels, "y1": start.y.pixels, "x2": end.x.pixels,
                "y2": end.y.pixels,
            ])
    }

    static func label(
        _ text: String, at position: (x: Double, y: Double), _ cssClass: String? = nil
    ) -> Markup {
        element(
            "text", ["class": cssClass, "x": position.x.pixels, "y": position.y.pixels], text: text)
    }

    static func dot(
        at center: (x: Double, y: Double), radius: Double, _ cssClass: String
    ) -> Markup {
        element(
            "circle",
            [
                "class": cssClass, "cx": center.x.pixels, "cy": center.y.pixels,
                "r": radius.pixels,
            ])
    }

    static func box(
        x: Double, y: Double, width: Double, height: Double, _ cssClass: String,
        children: [Markup] = []
    ) -> Markup {
        element(
            "rect",
            [
                "class": cssClass, "x": x.pixels, "y": y.pixels,
                "width": max(0, width).pixels, "height": max(0, height).pixels,
            ], children)
    }
}
