public import InferenceKernels

extension Level {
    /// Computes layer norm along one axis.
    public static func normalize(_ rows: NormalizedRows, _ norm: LayerNorm) {
        rows.forEachPart { part, _ in
            if !part.isAcross {
                part.normalizeAlong(norm)
            } else if part.isWhole {
                Columns<WholeLanes>(part: part).normalize(norm)
            } else {
                Columns<PartOfLanes>(part: part).normalize(norm)
            }
        }
    }
}

extension Columns {
    /// The layer norm of columns.
    func normalize(_ norm: LayerNorm) {
        let share = Lanes(repeating: 1 / Float(part.length))
        var total = Lanes.zero
        for index in 0..<part.length { total += lanes(index) }
        let mean = total * share
        var squares = Lanes.zero
        for index in 0..<part.length {
            let distance = lanes(index) - mean
            squares = multiplyAdd(squares, distance, distance)
        }
        let deviation = (squares * share + Lanes(repeating: norm.epsilon)).squareRoot()
        let factor = Lanes(repeating: 1) / deviation
        for index in 0..<part.length {
            let scaled = (lanes(index) - mean) * factor * Lanes(repeating: norm.scale[index])
            write(scaled + Lanes(repeating: norm.bias.map { $0[index] } ?? 0), index)
        }
    }
}

extension RowPart {
    /// The layer norm of a row.
    func normalizeAlong(_ norm: LayerNorm) {
        var total = Lanes.zero
        forEachVector(0) { _, lanes, _ in total += lanes }
        let mean = Lanes(repeating: total.sum() / Float(length))
        var squares = Lanes.zero
        forEachVector(mean[0]) { _, lanes, _ in
            let distance = lanes - mean
            squares = multiplyAdd(squares, distance, distance)
        }
        let factor = Lanes(
            repeating: 1 / (squares.sum() / Float(length) + norm.epsilon).squareRoot())
        forEachVector(0) { index, lanes, count in
            let scale = Lanes(norm.scale + index, count: count)
            let bias = norm.bias.map { Lanes($0 + index, count: count) } ?? .zero
            writeVector((lanes - mean) * factor * scale + bias, index, count)
        }
    }
}
