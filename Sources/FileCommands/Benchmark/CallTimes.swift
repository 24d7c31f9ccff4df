import Reports

/// How long calls of a network took.
struct CallTimes {
    let count: Int
    let medianMilliseconds: Double
    let p95Milliseconds: Double
    let minimumMilliseconds: Double

    /// Takes the times of calls in any order, of one at least.
    init(_ times: [Duration]) {
        let sorted = times.sorted().map { $0 / .milliseconds(1) }
        count = sorted.count
        medianMilliseconds = sorted[sorted.count / 2]
        p95Milliseconds = sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
        minimumMilliseconds = sorted[0]
    }

    /// The columns of tables.
    static let columns: [TextTable.Column] = [
        .init("median ms", alignment: .right),
        .init("95 % below", alignment: .right, dropOrder: 3),
        .init("minimum", alignment: .right, dropOrder: 4),
    ]

    /// The median, the bound of 95 % and the minimum, as tables show them.
    var cells: [String] {
        [medianMilliseconds, p95Milliseconds, minimumMilliseconds].map(Self.text)
    }

    static func text(_ milliseconds: Double) -> String {
        NumberText.decimal(milliseconds, atLeast: 2)
    }
}
