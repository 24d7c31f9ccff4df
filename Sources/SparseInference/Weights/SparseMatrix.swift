import InferenceKernels

/// Weights with or without their zeros, cut into blocks of inputs and parts of outputs, each ready for a
/// kernel.
final class SparseMatrix: Sendable {
    private struct Block {
        var firstRun = 0
        var runCount = 0
        var firstRow = 0
        var firstOffset = 0
    }

    /// How many neighbouring outputs share the places of their weights.
    private let height: Int
    private let outputCount: Int
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
    ///   - format: Which weights are kept.
    ///   - blockDepth: The inputs of a block.
    ///   - parts: The outputs of each part, which begin at multiples of the format's height.
    ///   - offset: Where the row of the panel for an input begins, in elements.
    init(
        _ matrix: WeightMatrix, _ format: WeightFormat, blockDepth: Int, parts: [Range<Int>],
        offset: (_ input: Int) -> Int
    ) {
        var builder = Builder(matrix, format)
        height = format.height
        outputCount = matrix.outputCount
        blockCount = matrix.blockCount(of: blockDepth)
        for part in parts {
            for block in 0..<blockCount {
                let inputs = matrix.inputs(ofBlock: block, of: blockDepth)
                builder.add(part, inputs, isWhole: block == 0 || block == blockCount - 1, offset)
            }
        }
        blocks = builder.blocks
        runs = Memory(builder.runs, filler: SparseBlock.Run(rowCount: 0, nonZeroCount: 0))
        rows = Memory(builder.rows, filler: 0)
        values = Memory(builder.values, filler: 0)
        offsets = Memory(builder.offsets, filler: 0)
    }

    /// The weights of one block of inputs and one part of outputs.
    func block(_ block: Int, ofPart part: Int) -> SparseBlock {
        let block = blocks[part * blockCount + block]
        return SparseBlock(
            height: height, lastOutput: outputCount - 1,
            runs: UnsafeBufferPointer(start: runs.start + block.firstRun, count: block.runCount),
            rows: rows.start + block.firstRow, values: values.start + block.firstOffset * height,
            offsets: offsets.start + block.firstOffset)
    }

    /// Collects blocks.
    private struct Builder {
        private let matrix: WeightMatrix
        private let height: Int
        private let leavesZerosOut: Bool
        var blocks: [Block] = []
        var runs: [SparseBlock.Run] = []
        var rows: [Int32] = []
        var values: [Float] = []
        var offsets: [Int32] = []

        init(_ matrix: WeightMatrix, _ format: WeightFormat) {
            self.matrix = matrix
            height = format.height
            leavesZerosOut = format.leavesZerosOut
        }

        /// Adds a block; rows without weights are in it only if the block is whole, as the first and
        /// the last must be.
        mutating func add(
            _ outputs: Range<Int>, _ inputs: Range<Int>, isWhole: Bool, _ offset: (Int) -> Int
        ) {
            var block = Block(
                firstRun: runs.count, firstRow: rows.count, firstOffset: offsets.count)
            let starts = stride(from: outputs.lowerBound, to: outputs.upperBound, by: height)
            let counted = starts.map { output in
                (output: output, count: columnCount(from: output, among: inputs))
            }.filter { isWhole || $0.count > 0 }
            let sorted = counted.sorted { ($0.count, $0.output) < ($1.count, $1.output) }
            let places = inputs.map { Int32(offset($0)) }
            for (output, count) in sorted {
                append(output, count, isNewRun: runs.count == block.firstRun)
                if count > 0 { appendColumns(from: output, inputs, places) }
            }
            block.runCount = runs.count - block.firstRun
            blocks.append(block)
        }

        /// The number of inputs at which the weights of a row are kept.
        private func columnCount(from output: Int, among inputs: Range<Int>) -> Int {
            guard leavesZerosOut, !inputs.isEmpty else { return inputs.count }
            return matrix.withRows(from: output, height: height) { $0.columnCount(among: inputs) }
        }

        /// Adds the weights that a row keeps, and the places of their inputs.
        private mutating func appendColumns(
            from output: Int, _ inputs: Range<Int>, _ places: [Int32]
        ) {
            matrix.withRows(from: output, height: height) { rows in
                for (input, place) in zip(inputs, places)
                where !leavesZerosOut || rows.hasColumn(input) {
                    for member in 0..<height { values.append(rows[member, input]) }
                    offsets.append(place)
                }
            }
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
