/// Placing text whose width has to be guessed: the renderer, not we, knows the font.
enum Labels {
    /// The width of a character of the 12-pixel sans-serif face, on the safe side.
    static let characterWidth = 6.7
    /// The width of a character of the 12-pixel monospaced face.
    static let nameWidth = 7.3

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
    /// - Returns: The marks, and the height of the rows.
    static func legend(
        _ series: [PlotSeries], left: Double, top: Double, width: Double
    ) -> (marks: [Markup], height: Double) {
        var (x, y) = (left, top)
        var marks: [Markup] = []
        for one in series {
            let name = one.name.shortened(to: max(8, Int((width - 24) / characterWidth)))
            let needed = 24 + Double(name.count) * characterWidth
            if x > left, x + needed > left + width { (x, y) = (left, y + 18) }
            let dash = one.isDashed ? " dashed" : ""
            let sample = Markup.line(
                from: (x, y + 8), to: (x + 16, y + 8), "line\(dash) s\(one.colorClass)")
            marks += [sample, .label(name, at: (x + 21, y + 12))]
            x += needed + 12
        }
        return (marks, series.isEmpty ? 0 : y - top + 20)
    }
}
