import InferenceKernels

extension Level {
    /// The most rows of an image that a tile for a sparse product may have.
    public static func rowCount(ofTileWithLanes laneCount: Int) -> Int {
        #if WIDE
            // Sixteen sums and four lanes of inputs, of up to twenty and five in 32 registers.
            laneCount > 32 ? 1 : laneCount > 16 ? 2 : 4
        #elseif FUSED || arch(arm64)
            // Twelve sums and three lanes of inputs, which leave one of 16 registers.
            laneCount > 8 ? 1 : 3
        #else
            1
        #endif
    }

    #if WIDE
        /// Multiplies a tile of activations by rows of four outputs: every lane that is loaded is used
        /// four times.
        static func multiplyColumns(_ weights: SparseBlock, _ tile: ProductTile) {
            switch tile.laneCount / laneUnit {
            case 1: multiplyUpToFourRows(weights, tile, HalfLanes.self)
            case 2: multiplyUpToFourRows(weights, tile, Lanes.self)
            case 3: multiplyUpToTwoRows(weights, tile, Row<Lanes, HalfLanes>.self)
            case 4: multiplyUpToTwoRows(weights, tile, TwoLanes.self)
            case 5: multiply(weights, tile, Row<TwoLanes, HalfLanes>.self)
            case 6: multiply(weights, tile, ThreeLanes.self)
            case 7: multiply(weights, tile, Row<ThreeLanes, HalfLanes>.self)
            case 8: multiply(weights, tile, FourLanes.self)
            case 9: multiply(weights, tile, Row<FourLanes, HalfLanes>.self)
            default: multiply(weights, tile, Row<FourLanes, Lanes>.self)
            }
        }

        @inline(__always)
        private static func multiplyUpToFourRows<Vector: LaneVector>(
            _ weights: SparseBlock, _ tile: ProductTile, _: Vector.Type
        ) {
            switch tile.rowCount {
            case 1: multiply(weights, tile, Vector.self)
            case 2: multiply(weights, tile, TwoRows<Vector>.self)
            case 3: multiply(weights, tile, ThreeRows<Vector>.self)
            default: multiply(weights, tile, FourRows<Vector>.self)
            }
        }

        @inline(__always)
        private static func multiplyUpToTwoRows<Vector: LaneVector>(
            _ weights: SparseBlock, _ tile: ProductTile, _: Vector.Type
        ) {
            if tile.rowCount == 1 {
                multiply(weights, tile, Vector.self)
            } else {
                multiply(weights, tile, TwoRows<Vector>.self)
            }
        }
    #else
        /// Multiplies a tile of activations by rows of four outputs: every lane that is loaded is used
        /// four times.
        static func multiplyColumns(_ weights: SparseBlock, _ tile: ProductTile) {
            switch tile.rowCount {
            case 1: multiplyRow(weights, tile)
            case 2: multiply(weights, tile, TwoRows<HalfLanes>.self)
            default: multiply(weights, tile, ThreeRows<HalfLanes>.self)
            }
        }

        @inline(__always)
        private static func multiplyRow(_ weights: SparseBlock, _ tile: ProductTile) {
            var part = tile
            #if FUSED || arch(arm64)
                while part.laneCount >= 24 {
                    multiply(weights, part, Row<Lanes, HalfLanes>.self)
                    part = part.part(from: 24)
                }
                if part.laneCount >= 16 {
                    multiply(weights, part, Lanes.self)
                    part = part.part(from: 16)
                }
            #endif
            while part.laneCount > 0 {
                multiply(weights, part, HalfLanes.self)
                part = part.part(from: 8)
            }
        }
    #endif

    /// Multiplies all rows and the first lanes of a tile.
    @inline(__always)
    private static func multiply<Vector: LaneVector>(
        _ weights: SparseBlock, _ tile: ProductTile, _: Vector.Type
    ) {
        var (rows, values, offsets) = (weights.rows, weights.values, weights.offsets)
        for run in weights.runs {
            let nonZeroCount = Int(run.nonZeroCount)
            for _ in 0..<run.rowCount {
                let row = Int(rows.pointee)
                let (second, third, fourth) = (
                    min(row &+ 1, weights.lastOutput), min(row &+ 2, weights.lastOutput),
                    min(row &+ 3, weights.lastOutput)
                )
                var sums: (Vector, Vector, Vector, Vector) = (
                    tile.start(of: row), tile.start(of: second), tile.start(of: third),
                    tile.start(of: fourth)
                )
                for index in 0..<nonZeroCount {
                    let lanes = Vector.load(
                        tile.panel + Int(offsets[index]), tile.panelRowStride)
                    sums.0.addProduct(values[0], lanes)
                    sums.1.addProduct(values[1], lanes)
                    sums.2.addProduct(values[2], lanes)
                    sums.3.addProduct(values[3], lanes)
                    values += 4
                }
                tile.finish(row, sums.0)
                tile.finish(second, sums.1)
                tile.finish(third, sums.2)
                tile.finish(fourth, sums.3)
                rows += 1
                offsets += nonZeroCount
            }
        }
    }
}
