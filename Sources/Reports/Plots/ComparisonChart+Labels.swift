extension ComparisonChart {
    /// The values beside the points, where they cover neither a line, nor a point, nor one another;
    /// those without room are left out, for the table has them.
    func pointLabels(of lines: [PlotSeries], in area: PlotArea) -> [Markup] {
        let drawn = lines.map { $0.points.compactMap(area.position) }
        let segments = drawn.flatMap { zip($0, $0.dropFirst()) } + referenceSegments(in: area)
        var taken =
            errorBarBoxes(in: area)
            + drawn.flatMap { $0 }.map { point in
                Box(left: point.x - 6, top: point.y - 6, right: point.x + 6, bottom: point.y + 6)
            }
        return lines.flatMap { line in
            line.points.compactMap { point -> Markup? in
                guard let place = area.position(of: point) else { return nil }
                let label = candidates(
                    for: vertical.reading(point.y), at: place, cssClass: "f" + line.colorClass
                ).first { label in
                    let box = label.box
                    return box.left >= area.left && box.right <= area.right && box.top >= area.top
                        && box.bottom <= area.bottom && !taken.contains(where: box.intersects)
                        && !segments.contains { box.isCrossed(from: $0, to: $1) }
                }
                guard let label else { return nil }
                taken.append(label.box)
                return label.markup
            }
        }
    }

    /// Above, below, to the right and to the left of a point.
    private func candidates(
        for text: String, at place: (x: Double, y: Double), cssClass: String
    ) -> [Label] {
        let label = Label(
            text: text, x: place.x, baseline: place.y - 10, anchor: .middle, face: .small,
            cssClass: cssClass)
        return [
            (0, -10, .middle), (0, 18, .middle), (10, 4, .start), (-10, 4, .end),
            (8, -8, .start), (-8, -8, .end), (8, 16, .start), (-8, 16, .end),
        ].map { (right: Double, down: Double, anchor: Label.Anchor) in
            var moved = label
            (moved.x, moved.baseline, moved.anchor) = (place.x + right, place.y + down, anchor)
            return moved
        }
    }

    private typealias Segment = ((x: Double, y: Double), (x: Double, y: Double))

    private func errorBarBoxes(in area: PlotArea) -> [Box] {
        shownSeries.flatMap(\.points).compactMap { point in
            guard let x = area.x.position(of: point.x),
                let low = area.y.position(of: point.mean - point.finiteDeviation),
                let high = area.y.position(of: point.mean + point.finiteDeviation)
            else { return nil }
            return Box(left: x - 5, top: high - 2, right: x + 5, bottom: low + 2)
        }
    }

    private func referenceSegments(in area: PlotArea) -> [Segment] {
        guard let y = reference.flatMap({ area.y.position(of: $0.value) }) else { return [] }
        return [((area.left, y), (area.right, y))]
    }
}
