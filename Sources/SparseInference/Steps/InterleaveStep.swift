import InferenceKernels

/// Two values of one shape whose elements are written in turns along the last axis.
struct InterleaveStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let first: View
    let second: View
    /// The places of the first value; those of the second are one further.
    let output: View
    private let rows: WorkRows

    /// Takes values whose rows have no gaps, and an output with a step of 2 along them.
    ///
    /// - Returns: Nil where they lie otherwise.
    init?(
        _ layer: LayerDescription, _ kernels: Kernels, first: View, second: View, to output: View
    ) {
        guard first.shape == output.shape, second.shape == output.shape else { return nil }
        self.layer = layer
        self.kernels = kernels
        self.first = first
        self.second = second
        self.output = output
        rows = WorkRows(StridedLoop(output.shape, [first, second, output].map(\.strides)))
        guard [0, 1, 2].map({ rows.loop.rowStride($0) }) == [1, 1, 2] else { return nil }
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let left = UnsafePointer(workspace.pointer(first))
        let right = UnsafePointer(workspace.pointer(second))
        let target = workspace.pointer(output)
        pool.run(rows.partCount) { part, _ in
            rows.forEachRow(ofPart: part) { places, elements in
                let start = elements.lowerBound
                kernels.interleave(
                    InterleavedRows(
                        first: left + (places[0] + start), second: right + (places[1] + start),
                        output: target + (places[2] + 2 * start), count: elements.count))
            }
        }
    }
}
