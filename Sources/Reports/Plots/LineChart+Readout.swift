extension LineChart {
    /// More places than this along the axis would only make the file larger.
    private static let readoutLimit = 120

    /// For each place along the axis an invisible band; while the pointer is on it, a line, dots
    /// and the values of every panel show.
    func readouts(in panels: [DrawnPanel], pictureWidth: Double) -> [Markup] {
        guard let first = panels.first?.area, let last = panels.last?.area else { return [] }
        let all = Set(self.panels.flatMap(\.series).flatMap(\.points).map(\.x)).filter(\.isFinite)
        let stride = max(1, (all.count + Self.readoutLimit - 1) / Self.readoutLimit)
        let places = all.sorted().enumerated().filter { $0.offset.isMultiple(of: stride) }
            .compactMap { place in
                first.x.position(of: place.element).map { (x: place.element, position: $0) }
            }
        return places.indices.map { index in
            let here = places[index].position
            let start = index > 0 ? (places[index - 1].position + here) / 2 : first.left
            let isLast = index == places.count - 1
            let end = isLast ? first.right : (here + places[index + 1].position) / 2
            let hit = Markup.box(
                x: start, y: first.top, width: end - start, height: last.bottom - first.top, "hit")
            let tips = panels.flatMap { panel in
                tip(
                    of: panel, at: places[index].x, position: here, pictureWidth: pictureWidth)
            }
            return .element(
                "g", ["class": "band"], [hit, .element("g", ["class": "tip"], tips)])
        }
    }

    /// The readout takes the place of the heading of the panel.
    private func tip(
        of drawn: DrawnPanel, at x: Double, position: Double, pictureWidth: Double
    ) -> [Markup] {
        let (panel, area) = (drawn.panel, drawn.area)
        var marks = [
            Markup.line(from: (position, area.top), to: (position, area.bottom), "axis"),
            .box(x: 0, y: drawn.baseline - 13, width: pictureWidth, height: 19, "paper"),
        ]
        var words = [Markup.text("\(horizontal.title) \(horizontal.reading(x))")]
        for series in panel.series {
            guard let point = series.points.first(where: { $0.x == x }),
                let center = area.position(of: point)
            else { continue }
            marks.append(.dot(at: center, radius: 3.5, "f" + series.colorClass))
            words.append(.text(" · "))
            words.append(
                .element(
                    "tspan", ["class": "f" + series.colorClass],
                    text: "\(series.name) \(panel.axis.reading(point.y))"))
        }
        let readout = Markup.element(
            "text", ["class": "small", "x": "0", "y": drawn.baseline.pixels], words)
        return marks + [readout]
    }
}
