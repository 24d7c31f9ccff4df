import InferenceKernels

extension SparseMatrix {
    /// Whether a kernel that follows these blocks reads and writes only what belongs to the product.
    ///
    /// - Parameters:
    ///   - layout: How the weights must be laid out.
    ///   - places: Where each input begins, in elements.
    /// - Returns: Whether blocks follow each other to the end of all runs, rows and weights, rows are outputs
    ///   of their part, and offsets lie no further than the inputs of their block.
    func fits(_ layout: WeightLayout, _ places: [Int32]) -> Bool {
        guard blocks.count == layout.parts.count * blockCount,
            values.count == offsets.count * height
        else { return false }
        var next = Block()
        for (index, block) in blocks.enumerated() {
            let number = index % blockCount
            let first = number * layout.blockDepth
            let inputs = places[first..<min(first + layout.blockDepth, places.count)]
            guard
                (block.firstRun, block.firstRow, block.firstOffset)
                    == (next.firstRun, next.firstRow, next.firstOffset),
                let end = end(
                    of: block, part: layout.parts[index / blockCount],
                    isWhole: number == 0 || number == blockCount - 1,
                    lastOffset: inputs.max() ?? 0)
            else { return false }
            next = end
        }
        return (next.firstRun, next.firstRow, next.firstOffset)
            == (runs.count, rows.count, offsets.count)
    }

    /// Where the next block begins; nil for a block that does not fit.
    private func end(
        of block: Block, part: Range<Int>, isWhole: Bool, lastOffset: Int32
    ) -> Block? {
        guard 0...runs.count - block.firstRun ~= block.runCount else { return nil }
        var next = Block(
            firstRun: block.firstRun + block.runCount, firstRow: block.firstRow,
            firstOffset: block.firstOffset)
        for index in block.firstRun..<next.firstRun {
            let run = runs.start[index]
            guard run.rowCount >= 0, run.nonZeroCount >= 0 else { return nil }
            // Of 31 bits each, and at most as many as there are: no sum is too large.
            next.firstRow += Int(run.rowCount)
            next.firstOffset += Int(run.rowCount) * Int(run.nonZeroCount)
            guard next.firstRow <= rows.count, next.firstOffset <= offsets.count else { return nil }
        }
        let rowCount = next.firstRow - block.firstRow
        guard !isWhole || rowCount == (part.count + height - 1) / height else { return nil }
        let outputs = UnsafeBufferPointer(start: rows.start + block.firstRow, count: rowCount)
        guard
            outputs.allSatisfy({ output in
                part.contains(Int(output)) && (Int(output) - part.lowerBound) % height == 0
            })
        else { return nil }
        // Negative offsets are large ones without a sign.
        let found = UnsafeBufferPointer(
            start: offsets.start + block.firstOffset, count: next.firstOffset - block.firstOffset)
        let last = found.reduce(UInt32(0)) { max($0, UInt32(bitPattern: $1)) }
        return last <= UInt32(bitPattern: lastOffset) ? next : nil
    }
}
