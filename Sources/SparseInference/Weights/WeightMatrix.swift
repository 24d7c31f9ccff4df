import Graphs

/// The weights of a layer as a matrix `[outputs, inputs]`; of a convolution, an input is a tap of a
/// channel.
struct WeightMatrix: Sendable {
    let outputCount: Int
    let inputCount: Int
    private let values: [Float]

    /// Takes rows of weights, the inputs fastest.
    init(outputCount: Int, inputCount: Int, values: [Float]) {
        self.outputCount = outputCount
        self.inputCount = inputCount
        self.values = values
    }

    /// Reads a weight of two or more axes, `[outputs, inputs…]`, or `[inputs, outputs]` where it is
    /// transposed.
    init(_ data: TensorData, isTransposed: Bool = false) {
        let numbers = data.floats
        let (rows, columns) = (data.shape[0], data.shape.dropFirst().reduce(1, *))
        guard isTransposed else {
            self.init(outputCount: rows, inputCount: columns, values: numbers)
            return
        }
        self.init(
            outputCount: columns, inputCount: rows,
            values: Self.transposed(numbers, rowCount: rows, columnCount: columns))
    }

    /// The columns of rows, in squares whose lines fit into the first-level cache.
    private static func transposed(
        _ numbers: [Float], rowCount: Int, columnCount: Int
    ) -> [Float] {
        let side = 16
        return [Float](unsafeUninitializedCapacity: numbers.count) { result, count in
            numbers.withUnsafeBufferPointer { numbers in
                for firstRow in stride(from: 0, to: rowCount, by: side) {
                    for firstColumn in stride(from: 0, to: columnCount, by: side) {
                        for column in firstColumn..<min(firstColumn + side, columnCount) {
                            for row in firstRow..<min(firstRow + side, rowCount) {
                                result[column * rowCount + row] =
                                    numbers[row * columnCount + column]
                            }
                        }
                    }
                }
            }
            count = numbers.count
        }
    }

    /// The matrix of some of the outputs.
    func rows(_ outputs: Range<Int>) -> WeightMatrix {
        WeightMatrix(
            outputCount: outputs.count, inputCount: inputCount,
            values: Array(
                values[outputs.lowerBound * inputCount..<outputs.upperBound * inputCount]))
    }

    /// The matrix with all weights multiplied.
    func scaled(by factor: Float) -> WeightMatrix {
        factor == 1
            ? self
            : WeightMatrix(
                outputCount: outputCount, inputCount: inputCount, values: values.map { factor * $0 }
            )
    }

    /// All weights, row by row.
    var elements: [Float] { values }

    /// The weights that are not zero.
    var nonZeroCount: Int { columnCount(ofHeight: 1) }

    /// The number of weights that a format keeps.
    func weightCount(_ format: WeightFormat) -> Int {
        let rowCount = (outputCount + format.height - 1) / format.height
        let columnCount =
            format.leavesZerosOut
            ? self.columnCount(ofHeight: format.height) : rowCount * inputCount
        return columnCount * format.height
    }

    /// The number of inputs at which any of `height` neighbouring outputs has a weight that is not zero,
    /// summed over all such neighbours.
    private func columnCount(ofHeight height: Int) -> Int {
        guard inputCount > 0 else { return 0 }
        return stride(from: 0, to: outputCount, by: height).reduce(0) { count, output in
            count + withRows(from: output, height: height) { $0.columnCount(among: 0..<inputCount) }
        }
    }

    /// Calls `body` with neighbouring rows; where fewer are left than `height`, with the last of them
    /// several times.
    func withRows<Result>(
        from output: Int, height: Int, _ body: (NeighbouringRows) throws -> Result
    ) rethrows -> Result {
        try values.withUnsafeBufferPointer { values in
            let last = min(output + height, outputCount) - 1
            return try body(
                NeighbouringRows { values[(min(output + $0, last) * inputCount)...] })
        }
    }

    /// The number of blocks of inputs, at least one.
    func blockCount(of depth: Int) -> Int { max(1, (inputCount + depth - 1) / depth) }

    /// The inputs of a block.
    func inputs(ofBlock block: Int, of depth: Int) -> Range<Int> {
        block * depth..<min(inputCount, (block + 1) * depth)
    }
}
