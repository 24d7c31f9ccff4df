public import InferenceKernels

extension Level {
    /// Takes the numbers along one axis together: one result for each row or column.
    public static func reduce(_ rows: NormalizedRows, _ reduction: Reduction) {
        rows.forEachPart { part, _ in
            if !part.isAcross {
                part.output.pointee = part.reduced(reduction)[0]
            } else if part.isWhole {
                let columns = Columns<WholeLanes>(part: part)
                columns.write(columns.reduced(reduction), 0)
            } else {
                let columns = Columns<PartOfLanes>(part: part)
                columns.write(columns.reduced(reduction), 0)
            }
        }
    }
}

/// Numbers that are taken together: those of a row, with the same result in all lanes, or of columns, with
/// one in each lane.
private protocol Foldable {
    /// Takes together what `map` makes of the numbers.
    ///
    /// - Parameters:
    ///   - filler: What stands for numbers behind the end of a row.
    ///   - start: The result of no numbers, and what `map` makes of the filler.
    ///   - map: What is made of each number.
    ///   - merge: The result of two results.
    /// - Returns: The results, or the result in all lanes.
    func fold(
        filler: Float, start: Float, map: (Lanes) -> Lanes, merge: (Lanes, Lanes) -> Lanes
    ) -> Lanes
}

extension Foldable {
    @inline(__always)
    fileprivate func reduced(_ reduction: Reduction) -> Lanes {
        switch reduction {
        case .sum(let factor): sum { $0 } * Lanes(repeating: factor)
        case .maximum: greatest
        case .minimum: least
        case .product: fold(filler: 1, start: 1, map: { $0 }, merge: { $0 * $1 })
        case .sumOfMagnitudes: sum { magnitude($0) }
        case .sumOfSquares: sum { $0 * $0 }
        case .norm: sum { $0 * $0 }.squareRoot()
        case .logSumExp: logSumExp
        }
    }

    @inline(__always)
    private func sum(_ map: (Lanes) -> Lanes) -> Lanes {
        fold(filler: 0, start: 0, map: map, merge: { $0 + $1 })
    }

    @inline(__always)
    private var greatest: Lanes {
        fold(
            filler: -.infinity, start: -.infinity, map: { $0 },
            merge: { a, b in b.replacing(with: a, where: (a .!= a) .| (a .> b)) })
    }

    @inline(__always)
    private var least: Lanes {
        fold(
            filler: .infinity, start: .infinity, map: { $0 },
            merge: { a, b in b.replacing(with: a, where: (a .!= a) .| (a .< b)) })
    }

    /// The greatest number is taken out of all first, so that none of the powers is too large.
    @inline(__always)
    private var logSumExp: Lanes {
        let greatest = greatest
        let total = fold(
            filler: -.infinity, start: 0, map: { exponential($0 - greatest) },
            merge: { $0 + $1 })
        return greatest + logarithm(total)
    }
}

extension Columns: Foldable {
    @inline(__always)
    fileprivate func fold(
        filler: Float, start: Float, map: (Lanes) -> Lanes, merge: (Lanes, Lanes) -> Lanes
    ) -> Lanes {
        var result = Lanes(repeating: start)
        for index in 0..<part.length { result = merge(result, map(lanes(index))) }
        return result
    }
}

extension RowPart: Foldable {
    @inline(__always)
    fileprivate func fold(
        filler: Float, start: Float, map: (Lanes) -> Lanes, merge: (Lanes, Lanes) -> Lanes
    ) -> Lanes {
        var results = Lanes(repeating: start)
        forEachVector(filler) { _, lanes, _ in results = merge(results, map(lanes)) }
        var total = Lanes(repeating: results[0])
        for lane in 1..<Lanes.count { total = merge(total, Lanes(repeating: results[lane])) }
        return total
    }
}
