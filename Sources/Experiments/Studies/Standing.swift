import Reports

/// How the runs of a variant stand beside those of the best one with the same sparsity, or target.
public struct Standing: Codable, Equatable, Sendable {
    /// The variant with the best mean.
    public let best: String

    /// The scores less those of the best variant with the same seeds; none for the best variant itself.
    public let differences: [Double]

    /// The mean of ``differences``; `nil` where no seed is in both.
    public let mean: Double?

    /// Half the width of the 95 % confidence interval of ``mean``; `nil` for fewer than two differences.
    ///
    /// That of Student's t with n − 1 degrees of freedom for differences by seed, which are taken for
    /// normally distributed.
    public let margin: Double?

    /// Whether the interval holds 0; `nil` where there is none.
    public let isLevel: Bool?

    init(best: String, differences: [Double]) {
        self.best = best
        self.differences = differences
        let summary = MeanAndDeviation(differences)
        let mean = summary?.mean
        let margin = summary?.deviation.map { deviation in
            studentT(degrees: differences.count - 1) * deviation
                / Double(differences.count).squareRoot()
        }
        (self.mean, self.margin) = (mean, margin)
        isLevel = mean.flatMap { mean in margin.map { abs(mean) <= $0 } }
    }

    /// The standings of `rows` by `metric`, each among those of the same number in `groups`.
    static func of(
        _ rows: [Comparison.Row], by metric: Metric, groups: [Int]
    ) -> [Standing?] {
        func isRival(_ row: Comparison.Row) -> Bool {
            !row.isDense && row.metric == metric && row.score?.mean.isFinite == true
        }
        return zip(rows, groups).map { row, group in
            guard isRival(row) else { return nil }
            let rivals = zip(rows, groups).filter { other, otherGroup in
                isRival(other) && otherGroup == group && other.sparsity == row.sparsity
                    && other.target == row.target
            }.map(\.0)
            let best = rivals.max { metric.isBetter($1.score?.mean, than: $0.score?.mean) }
            guard rivals.count > 1, let best else { return nil }
            guard best.variant != row.variant else {
                return Standing(best: best.variant, differences: [])
            }
            let scores = Dictionary(zip(best.seeds, best.scores), uniquingKeysWith: { $1 })
            let differences = zip(row.seeds, row.scores).compactMap { seed, score in
                scores[seed].map { score - $0 }
            }
            return Standing(best: best.variant, differences: differences)
        }
    }
}

extension Metric {
    fileprivate func isBetter(_ one: Double?, than other: Double?) -> Bool {
        guard let one, let other else { return false }
        return isBetterLarger ? one > other : one < other
    }
}

/// The 97.5 % quantile of Student's t: exact to the printed digits up to 30 degrees of freedom, above
/// that by the first term of its expansion, which is less than 0.003 short.
package func studentT(degrees: Int) -> Double {
    let table = [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
        2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
        2.052, 2.048, 2.045, 2.042,
    ]
    let normal = 1.959964
    guard degrees > table.count else { return table[max(degrees, 1) - 1] }
    return normal + (normal * normal * normal + normal) / (4 * Double(degrees))
}
