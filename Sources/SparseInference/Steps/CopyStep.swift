import InferenceKernels

/// Elements moved to where another step can read them.
struct CopyStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let input: View
    let output: View
    private let rows: WorkRows
    /// Axes that are swapped, with all others outside of them.
    private let swap: Swap?

    /// Matrices whose rows are neighbours in one view and whose columns are in the other.
    private struct Swap {
        let rowCount: Int
        let columnCount: Int
        let inputStride: Int
        let outputStride: Int
        let others: StridedLoop
    }

    init(_ layer: LayerDescription, _ kernels: Kernels, from input: View, to output: View) {
        self.layer = layer
        self.kernels = kernels
        self.input = input
        self.output = output
        rows = WorkRows(StridedLoop(output.shape, [input.strides, output.strides]))
        swap = Self.swap(input, output)
    }

    private static func swap(_ input: View, _ output: View) -> Swap? {
        let axes = output.shape.indices.filter { output.shape[$0] > 1 }
        guard let columns = axes.first(where: { input.strides[$0] == 1 }),
            let rows = axes.first(where: { output.strides[$0] == 1 }), rows != columns
        else { return nil }
        let others = output.shape.indices.filter { $0 != rows && $0 != columns }
        return Swap(
            rowCount: output.shape[rows], columnCount: output.shape[columns],
            inputStride: input.strides[rows], outputStride: output.strides[columns],
            others: StridedLoop(
                others.map { output.shape[$0] },
                [others.map { input.strides[$0] }, others.map { output.strides[$0] }]))
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let source = UnsafePointer(workspace.pointer(input))
        let target = workspace.pointer(output)
        if let swap {
            transpose(swap, source, target)
        } else {
            pool.run(rows.partCount) { part, _ in copy(part, source, target) }
        }
    }

    private func transpose(
        _ swap: Swap, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
    ) {
        let others = swap.others
        for matrix in 0..<others.elementCount {
            kernels.transpose(
                TransposedMatrix(
                    input: source + others.place(of: matrix, in: 0),
                    inputStride: swap.inputStride, rowCount: swap.rowCount,
                    columnCount: swap.columnCount,
                    output: target + others.place(of: matrix, in: 1),
                    outputStride: swap.outputStride))
        }
    }

    private func copy(
        _ part: Int, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
    ) {
        let (from, to) = (rows.loop.rowStride(0), rows.loop.rowStride(1))
        rows.forEachRow(ofPart: part) { places, elements in
            let first = source + (places[0] + elements.lowerBound * from)
            let result = target + (places[1] + elements.lowerBound * to)
            if from == 1, to == 1 {
                result.update(from: first, count: elements.count)
            } else {
                for index in 0..<elements.count { result[index * to] = first[index * from] }
            }
        }
    }
}
