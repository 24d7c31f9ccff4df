/// The memory that a pass over values reads and writes.
struct PassOperands {
    let x: UnsafePointer<Float>
    var second: UnsafePointer<Float>?
    var third: UnsafePointer<Float>?
    var output: UnsafeMutablePointer<Float>?

    /// Calls `body` with whole vectors: those of the block, or copies of a part of a vector, followed by zeros,
    /// of which the output is copied back.
    ///
    /// A loop that handles parts of vectors as well takes twice the time.
    @inline(__always)
    func withWholeVectors(of block: VectorBlock, _ body: (VectorBlock, PassOperands) -> Void) {
        if block.width == laneCount { body(block, self) } else { withCopies(of: block, body) }
    }

    private func withCopies(of block: VectorBlock, _ body: (VectorBlock, PassOperands) -> Void) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 4 * laneCount) { copies in
            copies.initialize(repeating: 0)
            guard let start = copies.baseAddress else { return }
            func copy(_ operand: UnsafePointer<Float>, _ place: Int) -> UnsafePointer<Float> {
                let copy = start + place * laneCount
                for index in 0..<block.width { copy[index] = operand[block.start + index] }
                return UnsafePointer(copy)
            }
            let result = output.map { _ in start + 3 * laneCount }
            body(
                VectorBlock(
                    slots: block.slots, start: 0, stride: laneCount, count: 1, width: laneCount),
                PassOperands(
                    x: copy(x, 0), second: second.map { copy($0, 1) },
                    third: third.map { copy($0, 2) }, output: result))
            guard let output, let result else { return }
            for index in 0..<block.width { output[block.start + index] = result[index] }
        }
    }
}
