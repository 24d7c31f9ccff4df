public import InferenceKernels

extension Level {
    /// Copies a matrix with its axes swapped.
    public static func transpose(_ matrix: TransposedMatrix) {
        // Squares that fit into the first-level cache with all their lines.
        let side = 16
        var row = 0
        while row < matrix.rowCount {
            let rowEnd = min(row &+ side, matrix.rowCount)
            var column = 0
            while column < matrix.columnCount {
                let columnEnd = min(column &+ side, matrix.columnCount)
                matrix.copySquare(row..<rowEnd, column..<columnEnd)
                column = columnEnd
            }
            row = rowEnd
        }
    }
}

extension TransposedMatrix {
    @inline(__always)
    fileprivate func copySquare(_ rows: Range<Int>, _ columns: Range<Int>) {
        for column in columns {
            let target = output + column &* outputStride
            for row in rows { target[row] = input[row &* inputStride &+ column] }
        }
    }
}
