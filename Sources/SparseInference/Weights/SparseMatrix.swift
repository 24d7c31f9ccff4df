import InferenceKernels

/// Weights with or without their zeros, cut into blocks of inputs and parts of outputs, each ready for a
/// kernel.
final class SparseMatrix: Sendable {
    /// Where the runs, rows and columns of a block of inputs and a part of outputs begin.
    struct Block {
        var firstRun = 0
        var runCount = 0
        var firstRow = 0
        var firstOffset = 0
    }

    /// How many neighbouring outputs share the places of their weights.
    let height: Int
    let outputCount: Int
    let blockCount: Int
    let blocks: [Block]
    let runs: Memory<SparseBlock.Run>
    let rows: Memory<Int32>
    let values: Memory<Float>
    let offsets: Memory<Int32>

    /// Sorts the weights.
    ///
    /// - Parameters:
    ///   - matrix: The weights.
    ///   - format: Which weights are kept.
    ///   - blockDepth: The inputs of a block.
    ///   - parts: The outputs of each part, which begin at multiples of the format's height.
    ///   - places: Where the lanes of an input begin.
    init(
        _ matrix: WeightMatrix, _ format: WeightFormat, blockDepth: Int, parts: [Range<Int>],
        at places: InputPlaces
    ) {
        var plan = Plan(matrix, format)
        height = format.height
        outputCount = matrix.outputCount
        blockCount = matrix.blockCount(of: blockDepth)
        for part in parts {
            for block in 0..<blockCount {
                plan.add(
                    part, matrix.inputs(ofBlock: block, of: blockDepth),
                    isWhole: block == 0 || block == blockCount - 1)
            }
        }
        blocks = plan.blocks
        runs = Memory(plan.runs, filler: SparseBlock.Run(rowCount: 0, nonZeroCount: 0))
        rows = Memory(plan.rows, filler: 0)
        values = Memory(repeating: 0, count: plan.columnCount * height)
        offsets = Memory(repeating: 0, count: plan.columnCount)
        plan.write(to: values.start, offsets.start, places)
    }

    /// Takes weights as they were laid out before.
    ///
    /// - Parameters:
    ///   - height: How many neighbouring outputs share the places of their weights.
    ///   - outputCount: The number of outputs.
    ///   - blockCount: The number of blocks of inputs.
    ///   - blocks: The blocks of each part, one part after another.
    ///   - runs: The runs of all blocks.
    ///   - rows: The first output of each row.
    ///   - values: The weights.
    ///   - offsets: Where their inputs lie.
    init(
        height: Int, outputCount: Int, blockCount: Int, blocks: [Block],
        runs: Memory<SparseBlock.Run>, rows: Memory<Int32>, values: Memory<Float>,
        offsets: Memory<Int32>
    ) {
        self.height = height
        self.outputCount = outputCount
        self.blockCount = blockCount
        self.blocks = blocks
        self.runs = runs
        self.rows = rows
        self.values = values
        self.offsets = offsets
    }

    /// The bytes of the weights and their places.
    var byteCount: Int {
        runs.byteCount + rows.byteCount + values.byteCount + offsets.byteCount
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

    /// What stands where.
    private struct Plan {
        private let matrix: WeightMatrix
        private let height: Int
        private let leavesZerosOut: Bool
        /// The inputs of each block.
        private var inputs: [Range<Int>] = []
        private(set) var blocks: [Block] = []
        private(set) var runs: [SparseBlock.Run] = []
        private(set) var rows: [Int32] = []
        private(set) var columnCount = 0

        init(_ matrix: WeightMatrix, _ format: WeightFormat) {
            self.matrix = matrix
            height = format.height
            leavesZerosOut = format.leavesZerosOut
        }

        /// Adds a block; rows without weights are in it only if the block is whole, as the first and
        /// the last must be.
        mutating func add(_ outputs: Range<Int>, _ inputs: Range<Int>, isWhole: Bool) {
            var block = Block(firstRun: runs.count, firstRow: rows.count, firstOffset: columnCount)
            let starts = stride(from: outputs.lowerBound, to: outputs.upperBound, by: height)
            let counted = starts.map { output in
                (output: output, count: keptCount(from: output, among: inputs))
            }.filter { isWhole || $0.count > 0 }
            for (output, count) in counted.sorted(by: {
                ($0.count, $0.output) < ($1.count, $1.output)
            }) {
                append(output, count, isNewRun: runs.count == block.firstRun)
            }
            block.runCount = runs.count - block.firstRun
            blocks.append(block)
            self.inputs.append(inputs)
        }

        /// The number of inputs at which the weights of a row are kept.
        private func keptCount(from output: Int, among inputs: Range<Int>) -> Int {
            leavesZerosOut
                ? matrix.columnCount(from: output, height: height, among: inputs) : inputs.count
        }

        private mutating func append(_ output: Int, _ count: Int, isNewRun: Bool) {
            rows.append(Int32(output))
            columnCount += count
            if !isNewRun, let last = runs.last, last.nonZeroCount == count {
                runs[runs.count - 1] = SparseBlock.Run(
                    rowCount: last.rowCount + 1, nonZeroCount: last.nonZeroCount)
            } else {
                runs.append(SparseBlock.Run(rowCount: 1, nonZeroCount: Int32(count)))
            }
        }

        /// Writes the weights that are kept, and the places of their inputs.
        func write(
            to values: UnsafeMutablePointer<Float>, _ offsets: UnsafeMutablePointer<Int32>,
            _ places: InputPlaces
        ) {
            var writer = (values: values, offsets: offsets)
            for (index, inputs) in inputs.enumerated() {
                let places = inputs.map { Int32(places[$0]) }
                let end = index + 1 < blocks.count ? blocks[index + 1].firstRow : rows.count
                for row in rows[blocks[index].firstRow..<end] {
                    matrix.withRows(from: Int(row), height: height) { rows in
                        func write(_ input: Int) {
                            for row in rows {
                                writer.values.pointee = row[input]
                                writer.values += 1
                            }
                            writer.offsets.pointee = places[input - inputs.lowerBound]
                            writer.offsets += 1
                        }
                        if leavesZerosOut {
                            matrix.forEachColumn(
                                from: Int(row), height: height, among: inputs, write)
                        } else {
                            inputs.forEach(write)
                        }
                    }
                }
            }
        }
    }
}
