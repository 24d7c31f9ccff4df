import InferenceKernels

/// Softmax, layer norm or a reduction along neighbouring axes.
struct NormalizingStep: Step {
    /// What is computed.
    enum Function: Sendable {
        /// Of numbers that are multiplied by a number above 0 first, and masked then.
        case softmax(scale: Float, mask: Mask?)
        case layerNorm(scale: Memory<Float>, bias: Memory<Float>?, epsilon: Float)
        /// The axes have the size 1 in the output.
        case reduction(Reduction)

        /// The mask of a softmax.
        var mask: Mask? {
            if case .softmax(_, let mask) = self { mask } else { nil }
        }
    }

    /// What a softmax does to its numbers first.
    struct Mask: Sendable {
        /// A view of the shape of the numbers.
        let view: View
        let function: SoftmaxMask.Function

        /// Whether kernels can read it beside numbers whose softmax is computed along an axis.
        func isReadable(beside numbers: View, along axis: Int) -> Bool {
            if numbers.joinedStride(axis..<axis + 1) == 1 { return view.strides[axis] <= 1 }
            let others = numbers.shape.indices.filter { $0 != axis }
            let loop = StridedLoop(
                others.map { numbers.shape[$0] },
                [others.map { view.strides[$0] }, others.map { numbers.strides[$0] }])
            return loop.rowLength <= 1 || loop.rowStride(0) <= 1
        }
    }

    let layer: LayerDescription
    let kernels: Kernels
    let function: Function
    let input: View
    let output: View
    private let length: Int
    private let stride: Int
    private let outputStride: Int
    private let maskStride: Int
    /// Whether kernels take neighbouring lanes, or rows without gaps.
    private let isAcross: Bool
    /// What is computed side by side, rows along neighbouring lanes where there are any: those of the
    /// input, the mask, which without one is the input, and the output.
    private let lanes: StridedLoop

    /// The lanes of one part of the work.
    private static let laneCount = 16

    /// Takes views of one shape, but for what a reduction takes together, in both of which `axes` can be joined.
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
        let mask = function.mask?.view ?? input
        maskStride = mask.strides[axes.upperBound - 1]
        lanes = StridedLoop(
            others.map { input.shape[$0] },
            [input, mask, output].map { view in others.map { view.strides[$0] } })
        let isAlong = stride == 1 && outputStride == 1
        isAcross = !isAlong
        let hasLanes = lanes.rowStride(0) == 1 && lanes.rowStride(2) == 1
        guard isAlong || hasLanes, length > 0 else { return nil }
    }

    var weightByteCount: Int {
        guard case .layerNorm(let scale, let bias, _) = function else { return 0 }
        return scale.byteCount + (bias?.byteCount ?? 0)
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let chunk = Self.laneCount
        let chunksOfRow = (lanes.rowLength + chunk - 1) / chunk
        pool.run(lanes.rowCount * chunksOfRow) { part, _ in
            let (row, number) = part.quotientAndRemainder(dividingBy: chunksOfRow)
            let first = number * chunk
            let places = (0..<3).map {
                lanes.place(ofRow: row, in: $0) + first * lanes.rowStride($0)
            }
            let rows = NormalizedRows(
                input: UnsafePointer(workspace.pointer(input)) + places[0], length: length,
                stride: stride, laneCount: min(chunk, lanes.rowLength - first),
                laneStride: lanes.rowStride(0), isAcross: isAcross,
                output: workspace.pointer(output) + places[2], outputStride: outputStride,
                outputLaneStride: lanes.rowStride(2))
            normalize(rows, workspace, maskPlace: places[1])
        }
    }

    private func normalize(_ rows: NormalizedRows, _ workspace: Workspace, maskPlace: Int) {
        switch function {
        case .softmax(let scale, let mask):
            var rows = rows
            rows.scale = scale
            rows.mask = mask.map { mask in
                SoftmaxMask(
                    numbers: UnsafePointer(workspace.pointer(mask.view)) + maskPlace,
                    stride: maskStride, laneStride: lanes.rowStride(1), function: mask.function)
            }
            kernels.softmax(rows)
        case .layerNorm(let scale, let bias, let epsilon):
            kernels.normalize(
                rows,
                LayerNorm(
                    scale: UnsafePointer(scale.start), bias: bias.map { UnsafePointer($0.start) },
                    epsilon: epsilon))
        case .reduction(let reduction): kernels.reduce(rows, reduction)
        }
    }
}
