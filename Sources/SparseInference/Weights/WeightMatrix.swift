import Graphs

/// The weights of a layer as a matrix `[outputs, inputs]`; of a convolution, an input is a tap of a
/// channel.
struct WeightMatrix: Sendable {
    let outputCount: Int
    let inputCount: Int
    private let values: [Float]
    private let bits: NonZeroBits

    /// Takes rows of weights, the inputs fastest.
    init(outputCount: Int, inputCount: Int, values: [Float]) {
        self.init(
            outputCount: outputCount, inputCount: inputCount, values: values,
            bits: NonZeroBits(values, rowCount: outputCount, columnCount: inputCount))
    }

    private init(outputCount: Int, inputCount: Int, values: [Float], bits: NonZeroBits) {
        self.outputCount = outputCount
        self.inputCount = inputCount
        self.values = values
        self.bits = bits
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
        if outputs == 0..<outputCount { return self }
        return WeightMatrix(
            outputCount: outputs.count, inputCount: inputCount,
            values: Array(
                values[outputs.lowerBound * inputCount..<outputs.upperBound * inputCount]),
            bits: bits.rows(outputs))
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
        stride(from: 0, to: outputCount, by: height).reduce(0) { count, output in
            count + columnCount(from: output, height: height, among: 0..<inputCount)
        }
    }

    /// The number of inputs at which any of `height` neighbouring outputs has a weight that is not zero.
    func columnCount(from output: Int, height: Int, among inputs: Range<Int>) -> Int {
        bits.columnCount(ofRows: output..<min(output + height, outputCount), among: inputs)
    }

    /// Calls `body` with the inputs at which any of `height` neighbouring outputs has a weight that is not zero.
    func forEachColumn(
        from output: Int, height: Int, among inputs: Range<Int>, _ body: (Int) -> Void
    ) {
        bits.forEachColumn(
            ofRows: output..<min(output + height, outputCount), among: inputs, body)
    }

    /// Calls `body` with the weights of `height` neighbouring outputs, row by row; where fewer are left, with
    /// those of the last one several times.
    func withRows(
        from output: Int, height: Int, _ body: (_ rows: [UnsafePointer<Float>]) -> Void
    ) {
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return }
            body((0..<height).map { start + min(output + $0, outputCount - 1) * inputCount })
        }
    }

    /// The number of blocks of inputs, at least one.
    func blockCount(of depth: Int) -> Int { max(1, (inputCount + depth - 1) / depth) }

    /// The inputs of a block.
    func inputs(ofBlock block: Int, of depth: Int) -> Range<Int> {
        block * depth..<min(inputCount, (block + 1) * depth)
    }
}
