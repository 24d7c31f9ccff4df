import InferenceKernels

/// A depthwise convolution or a pooling: every plane of the output comes from one of the input.
struct WindowStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let geometry: WindowGeometry
    let function: PlaneWindow.Function
    let input: PlaneLayout
    let output: PlaneLayout
    /// The weights of the taps for each plane of an image, or for all.
    let weights: Memory<Float>
    /// Whether every channel has weights of its own.
    let hasOwnWeights: Bool
    let bias: Memory<Float>?
    let bounds: Bounds

    var scratchCount: Int { PlaneWindow.bandElementCount(of: geometry) + 64 }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let multiplier = output.channelCount / max(input.channelCount, 1)
        pool.run(output.imageCount * output.channelCount) { plane, thread in
            let (image, channel) = plane.quotientAndRemainder(dividingBy: output.channelCount)
            let source =
                input.offset(ofImage: image) + channel / multiplier * input.channelStride
            let target = output.offset(ofImage: image) + channel * output.channelStride
            let taps = hasOwnWeights ? channel * geometry.tapCount : 0
            kernels.slide(
                PlaneWindow(
                    geometry: geometry, function: function,
                    input: UnsafePointer(workspace.pointer(input.view)) + source,
                    weights: UnsafePointer(weights.start) + taps,
                    bias: bias.map { $0.start[channel] } ?? 0, bounds: bounds,
                    output: workspace.pointer(output.view) + target,
                    band: workspace.scratch(ofThread: thread)))
        }
    }
}
