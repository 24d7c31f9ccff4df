import InferenceKernels

/// The mean of each plane.
struct PlaneMeanStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let input: PlaneLayout
    let output: PlaneLayout

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        pool.run(input.imageCount) { image, _ in
            let source = workspace.pointer(input.view) + input.offset(ofImage: image)
            kernels.sum(
                PlaneSums(
                    input: UnsafePointer(source),
                    planeStride: input.channelStride, elementCount: input.positionCount,
                    planeCount: input.channelCount, scale: 1 / Float(input.positionCount),
                    output: workspace.pointer(output.view) + output.offset(ofImage: image),
                    outputStride: output.channelStride))
        }
    }
}
