extension LineChart {
    static let markerRowHeight = 15.0

    /// The labels of the markers in rows above the first panel, where no line of data comes.
    struct MarkerRows {
        /// A label, the row that it stands in, counted from the panel upwards, and its line.
        struct Entry {
            let label: Label
            let row: Int
            let x: Double
        }

        var entries: [Entry] = []

        var rowCount: Int { (entries.map(\.row).max() ?? -1) + 1 }

        /// The labels, and lines from them down to the panel.
        func marks(above area: PlotArea) -> [Markup] {
            entries.flatMap { entry in
                var label = entry.label
                label.baseline = area.top - 5 - Double(entry.row) * markerRowHeight
                return [
                    .line(from: (entry.x, label.baseline - 9), to: (entry.x, area.top), "mark"),
                    label.markup,
                ]
            }
        }

        /// Takes the label of a marker at `x` into the lowest row in which it covers neither another
        /// label nor the line of another marker.
        mutating func add(_ text: String, at x: Double, left: Double, right: Double) {
            let face = TextFace.small
            let room = max(x - left, right - x) - 4
            let text = face.fitted(text, to: room)
            let starts = face.width(of: text) <= right - x - 4
            var label = Label(
                text: text, x: starts ? x + 4 : x - 4, baseline: 0, anchor: starts ? .start : .end,
                face: face)
            for row in 0...entries.count {
                label.baseline = -Double(row) * markerRowHeight
                if row == entries.count || isFree(label.box, row: row, x: x) {
                    entries.append(Entry(label: label, row: row, x: x))
                    return
                }
            }
        }

        private func isFree(_ box: Box, row: Int, x: Double) -> Bool {
            entries.allSatisfy { other in
                var label = other.label
                label.baseline = -Double(other.row) * markerRowHeight
                let coversLine = other.row >= row && other.x > box.left && other.x < box.right
                let isCrossed =
                    row >= other.row && x > label.box.left && x < label.box.right
                return !coversLine && !isCrossed && !box.intersects(label.box)
            }
        }
    }

    /// Places the labels of the markers that lie on the axis.
    func placedMarkers(in area: PlotArea, pictureWidth: Double) -> MarkerRows {
        var rows = MarkerRows()
        let placed = markers.compactMap { marker in
            position(of: marker, in: area).map { (marker.label, $0) }
        }
        for (label, x) in placed.sorted(by: { $0.1 > $1.1 }) {
            rows.add(label, at: x, left: 0, right: pictureWidth)
        }
        return rows
    }

    /// The lines of the markers through all panels.
    func markerLines(in areas: [PlotArea]) -> [Markup] {
        guard let first = areas.first else { return [] }
        return markers.compactMap { position(of: $0, in: first) }.flatMap { x in
            areas.map { Markup.line(from: (x, $0.top), to: (x, $0.bottom), "mark") }
        }
    }

    private func position(of marker: Marker, in area: PlotArea) -> Double? {
        area.x.position(of: marker.x).flatMap { x in
            x >= area.left - 0.01 && x <= area.right + 0.01 ? x : nil
        }
    }
}
