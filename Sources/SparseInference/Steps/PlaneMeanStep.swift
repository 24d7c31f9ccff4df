import InferenceKernels

/// The mean of each plane.
struct PlaneMeanStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let input: PlaneLayout
    let output: PlaneLayout

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        pool.run(input.imageCount) { image, _ in
            kernels.sum(
                PlaneSums(
                    input: UnsafePointer(workspace.pointer(input.view)) + input.offset(ofImage: image),
                    planeStride: input.channelStride, elementCount: input.positionCount,
                    planeCount: input.channelCount, scale: 1 / Float(input.positionCount),
                    output: workspace.pointer(output.view) + output.offset(ofImage: image),
                    outputStride: output.channelStride))
        }
    }
}
