import InferenceKernels

/// Weights without their zeros, cut into blocks of inputs and parts of outputs, each ready for a
/// kernel.
final class SparseMatrix: Sendable {
    private struct Block {
        var firstRun = 0
        var runCount = 0
        var firstRow = 0
        var firstValue = 0
    }

    /// The number of weights that are not zero.
    let nonZeroCount: Int
    private let blocks: [Block]
    private let blockCount: Int
    private let runs: Memory<SparseBlock.Run>
    private let rows: Memory<Int32>
    private let values: Memory<Float>
    private let offsets: Memory<Int32>

    /// Sorts the weights.
    ///
    /// - Parameters:
    ///   - matrix: The weights.
    ///   - blockDepth: The inputs of a block.
    ///   - parts: The outputs of each part.
    ///   - offset: Where the row of the panel for an input begins, in elements.
    init(
        _ matrix: WeightMatrix, blockDepth: Int, parts: [Range<Int>],
        offset: (_ input: Int) -> Int
    ) {
        var builder = Builder()
        blockCount = matrix.blockCount(of: blockDepth)
        for part in parts {
            for block in 0..<blockCount {
                let inputs = matrix.inputs(ofBlock: block, of: blockDepth)
                builder.add(
                    matrix, part, inputs, isWhole: block == 0 || block == blockCount - 1, offset)
            }
        }
        blocks = builder.blocks
        runs = Memory(builder.runs, filler: SparseBlock.Run(rowCount: 0, nonZeroCount: 0))
        rows = Memory(builder.rows, filler: 0)
        values = Memory(builder.values, filler: 0)
        offsets = Memory(builder.offsets, filler: 0)
        nonZeroCount = builder.values.count
    }

    /// The weights of one block of inputs and one part of outputs.
    func block(_ block: Int, ofPart part: Int) -> SparseBlock {
        let block = blocks[part * blockCount + block]
        return SparseBlock(
            runs: UnsafeBufferPointer(start: runs.start + block.firstRun, count: block.runCount),
            rows: rows.start + block.firstRow, values: values.start + block.firstValue,
            offsets: offsets.start + block.firstValue)
    }

    /// Collects blocks.
    private struct Builder {
        var blocks: [Block] = []
        var runs: [SparseBlock.Run] = []
        var rows: [Int32] = []
        var values: [Float] = []
        var offsets: [Int32] = []

        /// Adds a block; outputs without weights are in it only if the block is whole, as the first
        /// and the last must be.
        mutating func add(
            _ matrix: WeightMatrix, _ outputs: Range<Int>, _ inputs: Range<Int>, isWhole: Bool,
            _ offset: (Int) -> Int
        ) {
            var block = Block(
                firstRun: runs.count, firstRow: rows.count, firstValue: values.count)
            let counted = outputs.map { output in
                (output: output, count: matrix.nonZeroCount(output, inputs))
            }.filter { isWhole || $0.count > 0 }
            let sorted = counted.sorted { ($0.count, $0.output) < ($1.count, $1.output) }
            for (output, count) in sorted {
                append(output, count, isNewRun: runs.count == block.firstRun)
                for input in inputs where matrix[output, input] != 0 {
                    values.append(matrix[output, input])
                    offsets.append(Int32(offset(input)))
                }
            }
            block.runCount = runs.count - block.firstRun
            blocks.append(block)
        }

        private mutating func append(_ output: Int, _ count: Int, isNewRun: Bool) {
            rows.append(Int32(output))
            if !isNewRun, let last = runs.last, last.nonZeroCount == count {
                runs[runs.count - 1] = SparseBlock.Run(
                    rowCount: last.rowCount + 1, nonZeroCount: last.nonZeroCount)
            } else {
                runs.append(SparseBlock.Run(rowCount: 1, nonZeroCount: Int32(count)))
            }
        }
    }
}
