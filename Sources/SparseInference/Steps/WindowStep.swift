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
    private let layout: BandLayout
    private let offsets: Memory<Int32>

    init(
        _ layer: LayerDescription, _ kernels: Kernels, _ geometry: WindowGeometry,
        _ function: PlaneWindow.Function, from input: PlaneLayout, to output: PlaneLayout,
        weights: [Float], hasOwnWeights: Bool, bias: [Float]? = nil, bounds: Bounds = .none
    ) {
        self.layer = layer
        self.kernels = kernels
        self.geometry = geometry
        self.function = function
        self.input = input
        self.output = output
        self.weights = Memory(weights, filler: 0)
        self.hasOwnWeights = hasOwnWeights
        self.bias = bias.map { Memory($0, filler: 0) }
        self.bounds = bounds
        layout = BandLayout(geometry)
        offsets = Memory(layout.offsets(geometry), filler: 0)
    }

    var scratchCount: Int { layout.elementCount }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        pool.run(output.imageCount * output.channelCount) { plane, thread in
            let (image, channel) = plane.quotientAndRemainder(dividingBy: output.channelCount)
            let multiplier = output.channelCount / input.channelCount
            let source =
                input.offset(ofImage: image) + channel / multiplier * input.channelStride
            let target = output.offset(ofImage: image) + channel * output.channelStride
            kernels.slide(
                PlaneWindow(
                    geometry: geometry, function: function,
                    input: UnsafePointer(workspace.pointer(input.view)) + source,
                    weights: UnsafePointer(weights.start)
                        + (hasOwnWeights ? channel * geometry.tapCount : 0),
                    bias: bias.map { $0.start[channel] } ?? 0, bounds: bounds,
                    output: workspace.pointer(output.view) + target, layout: layout,
                    offsets: UnsafePointer(offsets.start),
                    band: workspace.scratch(ofThread: thread)))
        }
    }
}
