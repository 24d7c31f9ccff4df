import InferenceKernels
import TestSupport
import Testing

@Suite struct ProductKernelTests {
    /// Sums of up to 50 products of numbers below 1, in another order.
    private static let tolerance: Float = 1e-5

    /// Sums that begin with biases or with what a block before has left, and end with or without a
    /// residual.
    private static let ends: [(isFirst: Bool, isLast: Bool, hasResidual: Bool)] = [
        (true, true, false), (true, false, false), (false, true, true), (true, true, true),
    ]

    /// The first outputs of nine whose rows have the given height, in another order.
    private static let firstOutputs: [Int: [Int32]] = [
        1: [4, 0, 8, 1, 7, 2, 6, 3, 5], 4: [4, 8, 0],
    ]

    @Test(arguments: SparseBlock.heights)
    func sparseProductsEqualTheReferenceForAllWidths(_ height: Int) throws {
        var generator = SeededGenerator(seed: 1)
        let rows = try #require(Self.firstOutputs[height])
        let stride = largestTile + 16
        let (panel, residual) = (
            Floats(random: 40 * stride, &generator), Floats(random: 9 * stride, &generator)
        )
        let bias = Floats(random: 9, &generator)
        let counts: [(Int32, Int32)] =
            height == 1
            ? [(1, 0), (2, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 8), (1, 31)]
            : [(1, 0), (1, 5), (1, 31)]
        let runs = counts.map { SparseBlock.Run(rowCount: $0.0, nonZeroCount: $0.1) }
        let total = counts.reduce(0) { $0 + Int($1.0 * $1.1) }
        var values = Floats(random: total * height, &generator).values
        repeatLastOutput(in: &values, runs, rows, height, last: 8)
        let offsets = (0..<total).map { _ in
            Int32(Int.random(in: 0..<40, using: &generator) * stride)
        }
        for laneCount in Swift.stride(from: laneUnit, through: largestTile, by: laneUnit) {
            for end in Self.ends {
                expectReference(
                    9 * stride, places: places(9, stride, laneCount), tolerance: Self.tolerance,
                    "\(laneCount) lanes, \(end)"
                ) { kernels, output in
                    withBlock(height, last: 8, runs, rows, values, offsets) {
                        kernels.multiply(
                            $0, tile(panel, laneCount, output, stride, bias, residual, end))
                    }
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4])
    func sparseProductsOfImageRowsEqualTheReference(_ rowCount: Int) {
        var generator = SeededGenerator(seed: 5)
        let (panelStride, outputStride) = (200, 170)
        let panel = Floats(random: 10 * panelStride, &generator)
        let residual = Floats(random: 6 * outputStride, &generator)
        let bias = Floats(random: 6, &generator)
        let runs = [
            SparseBlock.Run(rowCount: 1, nonZeroCount: 3), .init(rowCount: 1, nonZeroCount: 9),
        ]
        var values = Floats(random: 12 * 4, &generator).values
        repeatLastOutput(in: &values, runs, [4, 0], 4, last: 5)
        let offsets = (0..<12).map { _ in Int32.random(in: 0..<1_800, using: &generator) }
        for laneCount in [8, 16, 24, 32, 40] {
            for end in Self.ends {
                // Lanes behind a row belong to the next one where nothing is added to what is there.
                let rowStride = end.isFirst ? laneCount - 5 : laneCount
                let places = (0..<6 * outputStride).filter {
                    $0 % outputStride < (rowCount - 1) * rowStride + laneCount
                }
                expectReference(
                    6 * outputStride, places: places, tolerance: Self.tolerance,
                    "\(laneCount) lanes, \(end)"
                ) { kernels, output in
                    var whole = tile(panel, laneCount, output, outputStride, bias, residual, end)
                    (whole.panelRowStride, whole.outputRowStride) = (laneCount + 3, rowStride)
                    withBlock(4, last: 5, runs, [4, 0], values, offsets) {
                        multiply($0, whole, rowCount, kernels)
                    }
                }
            }
        }
    }

    /// Calls `body` with a block whose memory lives as long as the call.
    private func withBlock(
        _ height: Int, last: Int, _ runs: [SparseBlock.Run], _ rows: [Int32], _ values: [Float],
        _ offsets: [Int32], _ body: (SparseBlock) -> Void
    ) {
        runs.withUnsafeBufferPointer { runs in
            rows.withUnsafeBufferPointer { rows in
                values.withUnsafeBufferPointer { values in
                    offsets.withUnsafeBufferPointer { offsets in
                        guard let rows = rows.baseAddress, let values = values.baseAddress,
                            let offsets = offsets.baseAddress
                        else { return }
                        body(
                            SparseBlock(
                                height: height, lastOutput: last, runs: runs, rows: rows,
                                values: values, offsets: offsets))
                    }
                }
            }
        }
    }

    /// Multiplies as many rows at a time as kernels take.
    private func multiply(
        _ block: SparseBlock, _ whole: ProductTile, _ rowCount: Int,
        _ kernels: any KernelLevel.Type
    ) {
        let limit = kernels.rowCount(ofTileWithLanes: whole.laneCount)
        for row in Swift.stride(from: 0, to: rowCount, by: limit) {
            var tile = whole
            tile.rowCount = min(limit, rowCount - row)
            tile.panel += row * whole.panelRowStride
            tile.output += row * whole.outputRowStride
            tile.residual = whole.residual.map { $0 + row * whole.outputRowStride }
            kernels.multiply(block, tile)
        }
    }

    /// Gives the row that reaches beyond the last output the weights of that output again.
    private func repeatLastOutput(
        in values: inout [Float], _ runs: [SparseBlock.Run], _ rows: [Int32], _ height: Int,
        last: Int
    ) {
        var (place, row) = (0, 0)
        for run in runs {
            for _ in 0..<run.rowCount {
                let end = last - Int(rows[row])
                for column in place..<place + Int(run.nonZeroCount) where end < height - 1 {
                    for member in (end + 1)..<height {
                        values[column * height + member] = values[column * height + end]
                    }
                }
                place += Int(run.nonZeroCount)
                row += 1
            }
        }
    }

    @Test(arguments: [1, 5, 6, 7, 13])
    func denseProductsEqualTheReferenceForAllWidths(_ outputCount: Int) {
        var generator = SeededGenerator(seed: 2)
        let (stride, depth) = (largestTile + 16, 23)
        let (panel, residual) = (
            Floats(random: depth * stride, &generator),
            Floats(random: outputCount * stride, &generator)
        )
        let bias = Floats(random: outputCount, &generator)
        let matrix = Floats(random: outputCount * depth, &generator)
        for (inputStride, rowStride) in [(1, depth), (outputCount, 1)] {
            let block = DenseBlock(
                matrix: matrix.start, depth: depth, inputStride: inputStride, rowStride: rowStride,
                outputs: 0..<outputCount, panelStride: stride)
            for laneCount in Swift.stride(from: laneUnit, through: largestTile, by: laneUnit) {
                for end in Self.ends {
                    expectReference(
                        outputCount * stride, places: places(outputCount, stride, laneCount),
                        tolerance: Self.tolerance, "\(laneCount) lanes, \(end)"
                    ) { kernels, output in
                        kernels.multiply(
                            block, tile(panel, laneCount, output, stride, bias, residual, end))
                    }
                }
            }
        }
    }

    @Test(arguments: [0, 1, 15, 16, 17, 63, 64, 65, 200])
    func vectorProductsEqualTheReference(_ depth: Int) {
        var generator = SeededGenerator(seed: 3)
        let matrix = Floats(random: 5 * depth, &generator)
        let (vector, bias) = (Floats(random: depth, &generator), Floats(random: 5, &generator))
        expectReference(5, tolerance: 4 * Self.tolerance, "depth \(depth)") { kernels, output in
            kernels.multiply(
                VectorProduct(
                    matrix: matrix.start, depth: depth, vector: vector.start, outputs: 1..<5,
                    bias: bias.start, output: output, bounds: Bounds(lower: 0, upper: 2)))
        }
    }

    /// The lanes of each output that a tile has.
    private func places(_ outputCount: Int, _ stride: Int, _ laneCount: Int) -> [Int] {
        (0..<outputCount).flatMap { row in (0..<laneCount).map { row * stride + $0 } }
    }

    private func tile(
        _ panel: Floats, _ laneCount: Int, _ output: UnsafeMutablePointer<Float>, _ stride: Int,
        _ bias: Floats, _ residual: Floats,
        _ end: (isFirst: Bool, isLast: Bool, hasResidual: Bool)
    ) -> ProductTile {
        var tile = ProductTile(
            panel: panel.start, laneCount: laneCount, output: output, outputStride: stride,
            bias: bias.start, bounds: Bounds(lower: -0.5, upper: 0.75))
        (tile.isFirst, tile.isLast) = (end.isFirst, end.isLast)
        if end.hasResidual { tile.residual = UnsafePointer(residual.start) }
        tile.residualStride = stride
        return tile
    }
}
