extension ComparisonChart {
    /// The series without the points that are far below all others: a method that has failed would
    /// press those that are to be compared into one line.
    var shownSeries: [Series] {
        series.map { one in Series(one.name, points: one.points.filter { !isHidden($0) }) }
    }

    /// How many points are not drawn, for the title of the axis; the text of the plot has them all.
    var hiddenNote: String {
        let count = series.flatMap(\.points).count(where: isHidden)
        return count == 0 ? "" : "; \(count) \(count == 1 ? "point" : "points") far below left out"
    }

    private func isHidden(_ point: Point) -> Bool { point.mean < floor }

    /// Far below the best: by more than 15 % of it, and by more than eight times what the middle of
    /// all points is.
    private var floor: Double {
        let means = series.flatMap(\.points).map(\.mean).filter(\.isFinite).sorted()
        guard vertical.domain == nil, let best = means.last else { return -.infinity }
        let spread = best - means[means.count / 2]
        return best - max(8 * spread, 0.15 * abs(best))
    }
}
