import InferenceKernels

/// A dense linear layer of one example.
struct VectorStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let input: View
    let output: View
    let matrix: Memory<Float>
    let depth: Int
    let outputCount: Int
    let bias: Memory<Float>?
    let bounds: Bounds

    var weightByteCount: Int { matrix.byteCount + (bias?.byteCount ?? 0) }

    var laidOutWeights: LaidOutWeights? { .vector(matrix, outputCount: outputCount) }

    /// The outputs of one part of the work.
    private static let partSize = 64

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let size = Self.partSize
        pool.run((outputCount + size - 1) / size) { part, _ in
            kernels.multiply(
                VectorProduct(
                    matrix: UnsafePointer(matrix.start), depth: depth,
                    vector: UnsafePointer(workspace.pointer(input)),
                    outputs: part * size..<min(outputCount, (part + 1) * size),
                    bias: bias.map { UnsafePointer($0.start) },
                    output: workspace.pointer(output), bounds: bounds))
        }
    }
}
