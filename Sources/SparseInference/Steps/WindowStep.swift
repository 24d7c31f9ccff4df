import InferenceKernels

/// A depthwise convolution or a pooling: every plane of the output comes from one of the input.
struct WindowStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let geometry: WindowGeometry
    let function: PlaneWindows.Function
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
        _ function: PlaneWindows.Function, from input: PlaneLayout, to output: PlaneLayout,
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

    var scratchCount: Int { PlaneWindows.scratchCount(geometry) }

    var weightByteCount: Int { weights.byteCount + offsets.byteCount + (bias?.byteCount ?? 0) }

    /// The planes of one part of the work.
    private static let partSize = 16

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        // With several planes of output for one of the input, those of the input do not step.
        let size = output.channelCount == input.channelCount ? Self.partSize : 1
        let partCount = (output.channelCount + size - 1) / size
        pool.run(output.imageCount * partCount) { number, thread in
            let (image, part) = number.quotientAndRemainder(dividingBy: partCount)
            let channels = part * size..<min((part + 1) * size, output.channelCount)
            slide(image, channels, workspace, workspace.scratch(ofThread: thread))
        }
    }

    private func slide(
        _ image: Int, _ channels: Range<Int>, _ workspace: Workspace,
        _ band: UnsafeMutablePointer<Float>
    ) {
        let first = channels.lowerBound
        let source =
            input.offset(ofImage: image)
            + first * input.channelCount / output.channelCount * input.channelStride
        let target = output.offset(ofImage: image) + first * output.channelStride
        let weightStride = hasOwnWeights ? geometry.tapCount : 0
        kernels.slide(
            PlaneWindows(
                geometry: geometry, function: function, planeCount: channels.count,
                input: UnsafePointer(workspace.pointer(input.view)) + source,
                inputStride: input.channelStride,
                weights: UnsafePointer(weights.start) + first * weightStride,
                weightStride: weightStride, bias: bias.map { UnsafePointer($0.start) + first },
                bounds: bounds, output: workspace.pointer(output.view) + target,
                outputStride: output.channelStride, layout: layout,
                offsets: UnsafePointer(offsets.start), band: band))
    }
}
