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
    @inline(__always)
    private static func multiply<Vector: LaneVector>(
        _ weights: DenseBlock, _ tile: ProductTile, _ row: Int, _ lane: Int, _: Vector.Type
    ) {
        let count = min(DenseBlock.rowCount, weights.outputs.upperBound &- row)
        let group = row / DenseBlock.rowCount
        let block = RowBlock(
            values: weights.values + group &* weights.groupStride, weights: weights,
            panel: tile.panel + lane)
        if count == DenseBlock.rowCount {
            multiply(block, tile, row, lane, Vector.self)
        } else {
            // The rows of a group that is not full are computed one by one.
            for index in 0..<count {
                var sums: Vector = tile.start(of: row &+ index, lane: lane)
                block.add(index, to: &sums)
                tile.finish(row &+ index, lane: lane, sums)
            }
        }
    }

    /// Multiplies some lanes by a full group.
    @inline(__always)
    private static func multiply<Vector: LaneVector>(
        _ block: RowBlock, _ tile: ProductTile, _ row: Int, _ lane: Int, _: Vector.Type
    ) {
        var first: Vector = tile.start(of: row, lane: lane)
        var second: Vector = tile.start(of: row &+ 1, lane: lane)
        var third: Vector = tile.start(of: row &+ 2, lane: lane)
        var fourth: Vector = tile.start(of: row &+ 3, lane: lane)
        var fifth: Vector = tile.start(of: row &+ 4, lane: lane)
        var sixth: Vector = tile.start(of: row &+ 5, lane: lane)
        var (values, panel) = (block.values, block.panel)
        let step = block.weights.rowStride
        for _ in 0..<block.weights.depth {
            first.addProduct(values[0], panel)
            second.addProduct(values[step], panel)
            third.addProduct(values[2 &* step], panel)
            fourth.addProduct(values[3 &* step], panel)
            fifth.addProduct(values[4 &* step], panel)
            sixth.addProduct(values[5 &* step], panel)
            values += block.weights.inputStride
            panel += block.weights.panelStride
        }
        tile.finish(row, lane: lane, first)
        tile.finish(row &+ 1, lane: lane, second)
        tile.finish(row &+ 2, lane: lane, third)
        tile.finish(row &+ 3, lane: lane, fourth)
        tile.finish(row &+ 4, lane: lane, fifth)
        tile.finish(row &+ 5, lane: lane, sixth)
    }
}

/// One group of weights and the lanes it is multiplied with.
private struct RowBlock {
    let values: UnsafePointer<Float>
    let weights: DenseBlock
    let panel: UnsafePointer<Float>

    /// Adds the products of one row.
    @inline(__always)
    func add<Vector: LaneVector>(_ row: Int, to sums: inout Vector) {
        var weight = values + row &* weights.rowStride
        var lanes = panel
        for _ in 0..<weights.depth {
            sums.addProduct(weight.pointee, lanes)
            weight += weights.inputStride
            lanes += weights.panelStride
        }
    }
}
