public import InferenceKernels

extension Level {
    #if WIDE
        private typealias DenseLanes = TwoLanes
    #else
        private typealias DenseLanes = Lanes
    #endif

    /// Multiplies a tile of activations by a block of dense weights.
    public static func multiply(_ weights: DenseBlock, _ tile: ProductTile) {
        var row = weights.outputs.lowerBound
        while row < weights.outputs.upperBound {
            var lane = 0
            while tile.laneCount &- lane >= DenseLanes.count {
                multiply(weights, tile, row, lane, DenseLanes.self)
                lane &+= DenseLanes.count
            }
            if tile.laneCount &- lane >= Lanes.count {
                multiply(weights, tile, row, lane, Lanes.self)
                lane &+= Lanes.count
            }
            if tile.laneCount > lane { multiply(weights, tile, row, lane, HalfLanes.self) }
            row &+= DenseBlock.rowCount
        }
    }

    /// Multiplies some lanes by one group of weights.
    ///
    /// In a group that is not full, the last row is computed again in the place of those that are
    /// not there.
    @inline(__always)
    private static func multiply<Vector: LaneVector>(
        _ weights: DenseBlock, _ tile: ProductTile, _ row: Int, _ lane: Int, _: Vector.Type
    ) {
        let last = weights.outputs.upperBound &- 1
        let rows = (
            row, min(row &+ 1, last), min(row &+ 2, last), min(row &+ 3, last),
            min(row &+ 4, last), min(row &+ 5, last)
        )
        var first: Vector = tile.start(of: rows.0, lane: lane)
        var second: Vector = tile.start(of: rows.1, lane: lane)
        var third: Vector = tile.start(of: rows.2, lane: lane)
        var fourth: Vector = tile.start(of: rows.3, lane: lane)
        var fifth: Vector = tile.start(of: rows.4, lane: lane)
        var sixth: Vector = tile.start(of: rows.5, lane: lane)
        let step = weights.rowStride
        let steps = (
            (rows.1 &- row) &* step, (rows.2 &- row) &* step, (rows.3 &- row) &* step,
            (rows.4 &- row) &* step, (rows.5 &- row) &* step
        )
        var values = weights.matrix + row &* weights.rowStride
        var panel = tile.panel + lane
        for _ in 0..<weights.depth {
            first.addProduct(values[0], panel)
            second.addProduct(values[steps.0], panel)
            third.addProduct(values[steps.1], panel)
            fourth.addProduct(values[steps.2], panel)
            fifth.addProduct(values[steps.3], panel)
            sixth.addProduct(values[steps.4], panel)
            values += weights.inputStride
            panel += weights.panelStride
        }
        // Rows that stand for others are equal, so that the order of stores does not matter.
        tile.finish(rows.0, lane: lane, first)
        tile.finish(rows.1, lane: lane, second)
        tile.finish(rows.2, lane: lane, third)
        tile.finish(rows.3, lane: lane, fourth)
        tile.finish(rows.4, lane: lane, fifth)
        tile.finish(rows.5, lane: lane, sixth)
    }
}
