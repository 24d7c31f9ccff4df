/// Neighbouring vectors of slots that follow each other, and those of the same slots `count` times.
struct VectorBlock {
    let slots: Range<Int>
    /// The index of the first value.
    let start: Int
    /// The distance of the vectors of a slot.
    let stride: Int
    /// The number of vectors of each slot.
    let count: Int
    /// The values that are used of each vector.
    let width: Int

    /// Calls `body` for each slot.
    @inline(__always)
    func forEachRun(_ body: (VectorRun) -> Void) {
        var start = start
        for slot in slots {
            body(VectorRun(slot: slot, start: start, stride: stride, count: count))
            start &+= laneCount
        }
    }
}

/// Whole vectors of one slot: `count` of them, `stride` apart.
struct VectorRun {
    let slot: Int
    let start: Int
    let stride: Int
    let count: Int

    /// Calls `body` with the index of the first value of each vector.
    @inline(__always)
    func forEachVector(_ body: (_ index: Int) -> Void) {
        var index = start
        for _ in 0..<count {
            body(index)
            index &+= stride
        }
    }

    /// Writes `transform` of the vectors of one input. `output` may be the input.
    @inline(__always)
    func map(
        _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>,
        _ transform: (Lanes) -> Lanes
    ) {
        forEachVector { store(transform(load(input + $0)), output + $0) }
    }

    /// Writes `transform` of the vectors of two inputs. `output` may be one of the inputs.
    @inline(__always)
    func map(
        _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>, _ transform: (Lanes, Lanes) -> Lanes
    ) {
        forEachVector { store(transform(load(first + $0), load(second + $0)), output + $0) }
    }
}
