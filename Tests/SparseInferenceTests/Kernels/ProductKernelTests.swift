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

    @Test func sparseProductsEqualTheReferenceForAllWidths() {
        var generator = SeededGenerator(seed: 1)
        let stride = largestTile + 16
        let (panel, residual) = (
            Floats(random: 40 * stride, &generator), Floats(random: 9 * stride, &generator)
        )
        let bias = Floats(random: 9, &generator)
        let counts: [Int32] = [0, 1, 1, 2, 3, 4, 5, 8, 31]
        let runs = [(1, 0), (2, 1), (1, 2), (1, 3), (1, 4), (1, 5), (1, 8), (1, 31)].map {
            SparseBlock.Run(rowCount: $0.0, nonZeroCount: $0.1)
        }
        let total = counts.reduce(0) { $0 + Int($1) }
        let values = Floats(random: total, &generator).values
        let offsets = (0..<total).map { _ in
            Int32(Int.random(in: 0..<40, using: &generator) * stride)
        }
        let rows: [Int32] = [4, 0, 8, 1, 7, 2, 6, 3, 5]
        for laneCount in Swift.stride(from: laneUnit, through: largestTile, by: laneUnit) {
            for end in Self.ends {
                expectReference(
                    9 * stride, places: places(9, stride, laneCount), tolerance: Self.tolerance,
                    "\(laneCount) lanes, \(end)"
                ) { kernels, output in
                    runs.withUnsafeBufferPointer { runs in
                        kernels.multiply(
                            SparseBlock(runs: runs, rows: rows, values: values, offsets: offsets),
                            tile(panel, laneCount, output, stride, bias, residual, end))
                    }
                }
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
        let packed = Floats(random: 3 * DenseBlock.rowCount * depth, &generator)
        let blocks = [
            DenseBlock(
                values: packed.start, depth: depth, groupStride: DenseBlock.rowCount * depth,
                outputs: 0..<outputCount, panelStride: stride),
            DenseBlock(
                matrix: packed.start, depth: depth, inputStride: 1, rowStride: depth,
                outputs: 0..<outputCount, panelStride: stride),
        ]
        for block in blocks {
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
