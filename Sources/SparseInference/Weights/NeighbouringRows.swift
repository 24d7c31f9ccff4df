/// Up to four neighbouring rows of weights; where there are fewer, the last one again.
struct NeighbouringRows {
    private typealias Row = UnsafeBufferPointer<Float>

    private let rows: (Row, Row, Row, Row)

    /// Takes the rows with the numbers 0 to 3, and what lies behind them.
    init(_ row: (Int) -> Slice<UnsafeBufferPointer<Float>>) {
        rows = (
            Row(rebasing: row(0)), Row(rebasing: row(1)), Row(rebasing: row(2)),
            Row(rebasing: row(3))
        )
    }

    /// The weight of a row at an input.
    subscript(member: Int, input: Int) -> Float {
        switch member {
        case 0: rows.0[input]
        case 1: rows.1[input]
        case 2: rows.2[input]
        default: rows.3[input]
        }
    }

    /// Whether any row has a weight at an input that is not zero.
    func hasColumn(_ input: Int) -> Bool {
        let bits =
            rows.0[input].bitPattern | rows.1[input].bitPattern | rows.2[input].bitPattern
            | rows.3[input].bitPattern
        return bits & 0x7FFF_FFFF != 0
    }

    /// The number of inputs at which any row has a weight that is not zero.
    func columnCount(among inputs: Range<Int>) -> Int {
        var count: UInt32 = 0
        for input in inputs { count &+= hasColumn(input) ? 1 : 0 }
        return Int(count)
    }
}
