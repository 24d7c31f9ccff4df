extension ComparisonChart {
    /// The series without the points that are far worse than all others: a method that has failed
    /// would press those that are to be compared into one line.
    var shownSeries: [Series] {
        series.map { one in Series(one.name, points: one.points.filter { !isHidden($0) }) }
    }

    /// How many points are not drawn, for the title of the axis; the text of the plot has them all.
    var hiddenNote: String {
        let count = series.flatMap(\.points).count(where: isHidden)
        let place = isBetterLarger ? "below" : "above"
        return count == 0
            ? "" : "; \(count) \(count == 1 ? "point" : "points") far \(place) left out"
    }

    private func isHidden(_ point: Point) -> Bool { goodness(of: point) < floor }

    /// The mean, or its negative where less is better.
    private func goodness(of point: Point) -> Double {
        isBetterLarger ? point.mean : -point.mean
    }

    /// Far below the best: by more than 15 % of it, and by more than eight times what the middle of
    /// all points is.
    private var floor: Double {
        let all = series.flatMap(\.points).map(goodness).filter(\.isFinite).sorted()
        guard vertical.domain == nil, let best = all.last else { return -.infinity }
        let spread = best - all[all.count / 2]
        return best - max(8 * spread, 0.15 * abs(best))
    }
}
