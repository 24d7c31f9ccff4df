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
        var values = [Float](repeating: 0, count: numbers.count)
        for row in 0..<rows {
            for column in 0..<columns {
                values[column * rows + row] = numbers[row * columns + column]
            }
        }
        self.init(outputCount: columns, inputCount: rows, values: values)
    }

    /// One weight.
    subscript(output: Int, input: Int) -> Float { values[output * inputCount + input] }

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
    var nonZeroCount: Int { values.reduce(0) { $1 == 0 ? $0 : $0 + 1 } }

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
            let outputs = output..<min(output + height, outputCount)
            return count + (0..<inputCount).reduce(0) { hasColumn(outputs, $1) ? $0 + 1 : $0 }
        }
    }

    /// Whether any of some outputs has a weight that is not zero.
    func hasColumn(_ outputs: Range<Int>, _ input: Int) -> Bool {
        outputs.contains { self[$0, input] != 0 }
    }

    /// The number of blocks of inputs, at least one.
    func blockCount(of depth: Int) -> Int { max(1, (inputCount + depth - 1) / depth) }

    /// The inputs of a block.
    func inputs(ofBlock block: Int, of depth: Int) -> Range<Int> {
        block * depth..<min(inputCount, (block + 1) * depth)
    }
}
