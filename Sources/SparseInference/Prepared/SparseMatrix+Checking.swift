import InferenceKernels

extension SparseMatrix {
    /// Whether a kernel that follows these blocks reads and writes only what belongs to the product.
    ///
    /// - Parameters:
    ///   - layout: How the weights must be laid out.
    ///   - places: Where each input begins, in elements.
    /// - Returns: Whether all runs, rows and weights are there, rows are outputs of their part, and
    ///   offsets lie no further than the inputs of their block.
    func fits(_ layout: WeightLayout, _ places: [Int32]) -> Bool {
        guard blocks.count == layout.parts.count * blockCount,
            values.count == offsets.count * height
        else { return false }
        for (index, block) in blocks.enumerated() {
            let number = index % blockCount
            let first = number * layout.blockDepth
            let inputs = places[first..<min(first + layout.blockDepth, places.count)]
            let isWhole = number == 0 || number == blockCount - 1
            guard
                fits(
                    block, part: layout.parts[index / blockCount], isWhole: isWhole,
                    lastOffset: inputs.max() ?? 0)
            else { return false }
        }
        return true
    }

    private func fits(
        _ block: Block, part: Range<Int>, isWhole: Bool, lastOffset: Int32
    ) -> Bool {
        guard isPart(block.firstRun, block.runCount, of: runs.count) else { return false }
        var (rowCount, columnCount) = (0, 0)
        for index in block.firstRun..<block.firstRun + block.runCount {
            let run = runs.start[index]
            guard run.rowCount >= 0, run.nonZeroCount >= 0 else { return false }
            // Of 31 bits each, and at most as many as there are: no sum is too large.
            rowCount += Int(run.rowCount)
            columnCount += Int(run.rowCount) * Int(run.nonZeroCount)
            guard rowCount <= rows.count, columnCount <= offsets.count else { return false }
        }
        guard isPart(block.firstRow, rowCount, of: rows.count),
            isPart(block.firstOffset, columnCount, of: offsets.count),
            !isWhole || rowCount == (part.count + height - 1) / height
        else { return false }
        let outputs = UnsafeBufferPointer(start: rows.start + block.firstRow, count: rowCount)
        let isInside = outputs.allSatisfy { output in
            part.contains(Int(output)) && (Int(output) - part.lowerBound) % height == 0
        }
        // Negative offsets are large ones without a sign.
        let found = UnsafeBufferPointer(
            start: offsets.start + block.firstOffset, count: columnCount)
        let last = found.reduce(UInt32(0)) { max($0, UInt32(bitPattern: $1)) }
        return isInside && last <= UInt32(bitPattern: lastOffset)
    }

    private func isPart(_ first: Int, _ count: Int, of total: Int) -> Bool {
        first >= 0 && count >= 0 && first <= total && count <= total - first
    }
}
