/// Vectors of one slot: `count` of them, `stride` apart, of which `width` values are used.
struct VectorRun {
    let slot: Int
    let start: Int
    let stride: Int
    let count: Int
    let width: Int

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
