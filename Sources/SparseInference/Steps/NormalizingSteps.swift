import InferenceKernels

/// Softmax or layer norm along the last axes.
struct NormalizingStep: Step {
    /// What is computed.
    enum Function: Sendable {
        /// Of numbers that are multiplied by a number above 0 first.
        case softmax(scale: Float)
        case layerNorm(scale: Memory<Float>, bias: Memory<Float>?, epsilon: Float)
    }

    let layer: LayerDescription
    let kernels: Kernels
    let function: Function
    let input: View
    let output: View
    private let length: Int
    private let stride: Int
    private let outputStride: Int
    /// Whether kernels take neighbouring lanes, or rows without gaps.
    private let isAcross: Bool
    /// What is computed side by side, rows along neighbouring lanes where there are any.
    private let lanes: WorkRows

    /// The lanes of one part of the work.
    private static let laneCount = 16

    /// Takes views of one shape whose axes from `axis` on can be joined in both.
    ///
    /// - Returns: Nil where they cannot.
    init?(
        _ layer: LayerDescription, _ kernels: Kernels, _ function: Function, from input: View,
        to output: View, axes: Range<Int>
    ) {
        guard let stride = input.joinedStride(axes), let outputStride = output.joinedStride(axes)
        else { return nil }
        self.layer = layer
        self.kernels = kernels
        self.function = function
        self.input = input
        self.output = output
        self.stride = stride
        self.outputStride = outputStride
        length = axes.reduce(1) { $0 * input.shape[$1] }
        let others = input.shape.indices.filter { !axes.contains($0) }
        lanes = WorkRows(
            StridedLoop(
                others.map { input.shape[$0] },
                [others.map { input.strides[$0] }, others.map { output.strides[$0] }]))
        let isAlong = stride == 1 && outputStride == 1
        isAcross = !isAlong
        let hasLanes = lanes.loop.rowStride(0) == 1 && lanes.loop.rowStride(1) == 1
        guard isAlong || hasLanes, length > 0 else { return nil }
    }

    var weightByteCount: Int {
        guard case .layerNorm(let scale, let bias, _) = function else { return 0 }
        return scale.byteCount + (bias?.byteCount ?? 0)
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let loop = lanes.loop
        let chunk = Self.laneCount
        let chunksOfRow = (loop.rowLength + chunk - 1) / chunk
        pool.run(loop.rowCount * chunksOfRow) { part, _ in
            let (row, number) = part.quotientAndRemainder(dividingBy: chunksOfRow)
            let first = number * chunk
            let from = loop.place(ofRow: row, in: 0) + first * loop.rowStride(0)
            let to = loop.place(ofRow: row, in: 1) + first * loop.rowStride(1)
            normalize(
                NormalizedRows(
                    input: UnsafePointer(workspace.pointer(input)) + from, length: length,
                    stride: stride, laneCount: min(chunk, loop.rowLength - first),
                    laneStride: loop.rowStride(0), isAcross: isAcross,
                    output: workspace.pointer(output) + to,
                    outputStride: outputStride, outputLaneStride: loop.rowStride(1)))
        }
    }

    private func normalize(_ rows: NormalizedRows) {
        switch function {
        case .softmax(let scale):
            var rows = rows
            rows.scale = scale
            kernels.softmax(rows)
        case .layerNorm(let scale, let bias, let epsilon):
            kernels.normalize(
                rows,
                LayerNorm(
                    scale: UnsafePointer(scale.start), bias: bias.map { UnsafePointer($0.start) },
                    epsilon: epsilon))
        }
    }
}
