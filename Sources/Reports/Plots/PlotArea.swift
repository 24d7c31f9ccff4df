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

    /// The area further down.
    func moved(by distance: Double) -> PlotArea {
        PlotArea(
            left: left, top: top + distance, width: width, height: height, x: x.domain, y: y.domain)
    }

    /// Returns the pixels of a point, or `nil` where it has none.
    func position(of point: PlotPoint) -> (x: Double, y: Double)? {
        guard let px = x.position(of: point.x), let py = y.position(of: point.y) else { return nil }
        return (px, py)
    }

    /// The room to the left of the area that the labels of a vertical axis need.
    static func margin(for axis: Axis, over domain: ClosedRange<Double>, tickCount: Int) -> Double {
        let labels = axis.labels(of: Ticks(in: domain, count: tickCount))
        return 10 + (labels.map(TextFace.plain.width).max() ?? 0)
    }

    /// Horizontal lines at the ticks of the vertical axis, with their labels to the left.
    func verticalAxis(_ axis: Axis, tickCount: Int) -> [Markup] {
        let ticks = Ticks(in: y.domain, count: tickCount)
        return zip(ticks.values, axis.labels(of: ticks)).flatMap { value, text -> [Markup] in
            guard let position = y.position(of: value) else { return [] }
            return [
                .line(from: (left, position), to: (right, position), "grid"),
                Label(
                    text: TextFace.plain.fitted(text, to: left - 8), x: left - 8,
                    baseline: position + 4, anchor: .end
                ).markup,
            ]
        }
    }

    /// The line under the plot, its ticks at round values, as many as have room for their labels,
    /// and the name of the axis. Nothing of it leaves a picture of the given width.
    func horizontalAxis(
        _ axis: Axis, wholeNumbersOnly: Bool = false, intervalCount: Int? = nil,
        pictureWidth: Double
    ) -> [Markup] {
        let most = intervalCount ?? max(1, Int(width / 50))
        let ticks =
            axis.format == .logarithm
            ? Ticks.logarithms(in: x.domain)
            : (1...most).reversed().map { count in
                Ticks(in: x.domain, count: count, wholeNumbersOnly: wholeNumbersOnly)
            }
        let rows = ticks.lazy.map { ticks in
            labels(Array(zip(ticks.values, axis.labels(of: ticks))), pictureWidth: pictureWidth)
        }
        let fitting = rows.first { Labels.haveRoom($0.map(\.label)) }
        return horizontalAxis(
            axis.title, labels: fitting ?? Array(rows.first?.prefix(1) ?? []),
            pictureWidth: pictureWidth)
    }

    /// The labels of ticks below the area, moved inwards where they would leave the picture.
    func labels(
        _ ticks: [(value: Double, text: String)], pictureWidth: Double
    ) -> [(position: Double, label: Label)] {
        ticks.compactMap { value, text in
            x.position(of: value).map { position in
                let label = Label(text: text, x: position, baseline: bottom + 18, anchor: .middle)
                return (position, label.moved(between: 0, and: pictureWidth))
            }
        }
    }

    /// The line under the plot, the ticks given, and the name of the axis.
    func horizontalAxis(
        _ title: String, labels: [(position: Double, label: Label)], pictureWidth: Double
    ) -> [Markup] {
        let baseline = Markup.line(from: (left, bottom), to: (right, bottom), "axis")
        let marks = labels.flatMap { position, label in
            [
                .line(from: (position, bottom), to: (position, bottom + 4), "axis"), label.markup,
            ]
        }
        let name = Label(
            text: TextFace.plain.fitted(title, to: pictureWidth), x: left + width / 2,
            baseline: bottom + 36, anchor: .middle)
        return [baseline] + marks + [name.moved(between: 0, and: pictureWidth).markup]
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
