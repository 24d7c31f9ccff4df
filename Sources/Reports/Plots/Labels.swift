/// Placing labels so that none covers another.
enum Labels {
    /// Whether neighbours in a row of labels do not come too close to one another.
    static func haveRoom(_ labels: [Label]) -> Bool {
        zip(labels, labels.dropFirst()).allSatisfy { $1.box.left - $0.box.right >= 8 }
    }

    /// Moves labels apart that would cover one another, as little as their order allows.
    ///
    /// - Parameters:
    ///   - positions: Where the labels would best stand.
    ///   - gap: The least distance between neighbours.
    ///   - bounds: Where they must stay, if there is room for all.
    /// - Returns: The positions in the order of the argument.
    static func spread(
        _ positions: [Double], gap: Double, within bounds: ClosedRange<Double>
    ) -> [Double] {
        let order = positions.indices.sorted { positions[$0] < positions[$1] }
        var result = positions
        var lowest = bounds.lowerBound
        for index in order {
            result[index] = max(positions[index], lowest)
            lowest = result[index] + gap
        }
        var highest = bounds.upperBound
        for index in order.reversed() {
            result[index] = min(result[index], highest)
            highest = result[index] - gap
        }
        return result
    }

    /// A row of names with a sample of their colors before them; names that do not fit wrap.
    ///
    /// - Parameters:
    ///   - series: The lines.
    ///   - reference: What the dashed line of a value to compare with means; `nil` without one.
    ///   - left: Where rows begin.
    ///   - top: Where the first row begins.
    ///   - width: The length of a row.
    /// - Returns: The marks, and the height of the rows.
    static func legend(
        _ series: [PlotSeries], reference: String? = nil, left: Double, top: Double, width: Double
    ) -> (marks: [Markup], height: Double) {
        var (x, y) = (left, top)
        var marks: [Markup] = []
        let lines = series.map { one in
            (name: one.name, cssClass: (one.isDashed ? "line dashed s" : "line s") + one.colorClass)
        }
        let entries = lines + (reference.map { [($0, "mark")] } ?? [])
        for entry in entries {
            let name = TextFace.plain.fitted(entry.name, to: width - 24)
            let needed = 24 + TextFace.plain.width(of: name)
            if x > left, x + needed > left + width { (x, y) = (left, y + 18) }
            let sample = Markup.line(from: (x, y + 8), to: (x + 16, y + 8), entry.cssClass)
            marks += [sample, Label(text: name, x: x + 21, baseline: y + 12).markup]
            x += needed + 12
        }
        return (marks, entries.isEmpty ? 0 : y - top + 20)
    }
}
