import InferenceKernels

/// Products of matrices that are both calculated, as in attention.
///
/// The rows of the first matrix lie side by side in lanes, as do those of the result.
struct MatrixStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let first: View
    let second: View
    let output: View
    private let tiles: Tiles
    /// The pairs of matrices.
    private let pairs: StridedLoop

    /// Takes views of the same leading axes, the first and the output with neighbouring rows.
    init(_ layer: LayerDescription, _ kernels: Kernels, first: View, second: View, output: View) {
        self.layer = layer
        self.kernels = kernels
        self.first = first
        self.second = second
        self.output = output
        let rank = output.shape.count
        tiles = Tiles(output.shape[rank - 2], width: kernels.tileLaneCount)
        pairs = StridedLoop(
            Array(output.shape.dropLast(2)),
            [first, second, output].map { Array($0.strides.dropLast(2)) })
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        pool.run(pairs.elementCount * tiles.count) { number, _ in
            let (pair, tile) = number.quotientAndRemainder(dividingBy: tiles.count)
            multiply(pair, tiles.positions(tile), workspace)
        }
    }

    private func multiply(_ pair: Int, _ positions: Range<Int>, _ workspace: Workspace) {
        let rank = output.shape.count
        let matrix = UnsafePointer(workspace.pointer(second)) + pairs.place(of: pair, in: 1)
        let panel = UnsafePointer(workspace.pointer(first)) + pairs.place(of: pair, in: 0)
        let target = workspace.pointer(output) + pairs.place(of: pair, in: 2)
        kernels.multiply(
            DenseBlock(
                matrix: matrix, depth: first.shape[rank - 1],
                inputStride: second.strides[rank - 2], rowStride: second.strides[rank - 1],
                outputs: 0..<output.shape[rank - 1], panelStride: first.strides[rank - 1]),
            ProductTile(
                panel: panel + positions.lowerBound, laneCount: Tiles.laneCount(positions),
                output: target + positions.lowerBound, outputStride: output.strides[rank - 1],
                bias: nil, bounds: .none))
    }
}
