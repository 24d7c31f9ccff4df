public import InferenceKernels

extension Level {
    /// Multiplies a tile of activations by a block of sparse weights.
    public static func multiply(_ weights: SparseBlock, _ tile: ProductTile) {
        if weights.height == 4 { return multiplyColumns(weights, tile) }
        switch tile.laneCount / laneUnit {
        case 1: multiply(weights, tile, HalfLanes.self)
        case 2: multiply(weights, tile, Lanes.self)
        case 3: multiply(weights, tile, Row<Lanes, HalfLanes>.self)
        case 4: multiply(weights, tile, TwoLanes.self)
        case 5: multiply(weights, tile, Row<TwoLanes, HalfLanes>.self)
        case 6: multiply(weights, tile, ThreeLanes.self)
        case 7: multiply(weights, tile, Row<ThreeLanes, HalfLanes>.self)
        case 8: multiply(weights, tile, FourLanes.self)
        case 9: multiply(weights, tile, Row<FourLanes, HalfLanes>.self)
        default: multiply(weights, tile, Row<FourLanes, Lanes>.self)
        }
    }

    @inline(__always)
    private static func multiply<Vector: LaneVector>(
        _ weights: SparseBlock, _ tile: ProductTile, _: Vector.Type
    ) {
        var (rows, values, offsets) = (weights.rows, weights.values, weights.offsets)
        for run in weights.runs {
            let nonZeroCount = Int(run.nonZeroCount)
            for _ in 0..<run.rowCount {
                let row = Int(rows.pointee)
                var sums: Vector = tile.start(of: row)
                for index in 0..<nonZeroCount {
                    sums.addProduct(values[index], tile.panel + Int(offsets[index]))
                }
                tile.finish(row, sums)
                rows += 1
                values += nonZeroCount
                offsets += nonZeroCount
            }
        }
    }
}

extension ProductTile {
    /// The part from some lane on.
    @inline(__always)
    func part(from lane: Int) -> ProductTile {
        var part = self
        part.panel += lane
        part.output += lane
        if let residual { part.residual = residual + lane }
        part.laneCount &-= lane
        return part
    }

    /// The sums that an output begins with.
    @inline(__always)
    func start<Vector: LaneVector>(of row: Int, lane: Int = 0) -> Vector {
        if !isFirst {
            return Vector.load(output + (row &* outputStride &+ lane), outputRowStride)
        }
        return Vector(repeating: bias.map { $0[row] } ?? 0)
    }

    /// Writes the sums of an output, finished if this is the last block.
    @inline(__always)
    func finish<Vector: LaneVector>(_ row: Int, lane: Int = 0, _ sums: Vector) {
        var sums = sums
        if isLast {
            if let residual {
                sums.add(
                    Vector.load(residual + (row &* residualStride &+ lane), outputRowStride))
            }
            sums.clamp(bounds.lower, bounds.upper)
        }
        sums.store(output + (row &* outputStride &+ lane), outputRowStride)
    }
}
