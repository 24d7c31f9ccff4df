import InferenceKernels

/// A convolution that reads a copy of its input with padding, so that every tap sees lanes as they lie.
///
/// The lanes behind the last column of a row belong to the next row, and are written wrong until that
/// is computed: all tiles of a plane are computed in their order by one thread.
struct PaddedProductStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let geometry: WindowGeometry
    /// The channels that outputs are made of, one group after another.
    let input: PlaneLayout
    /// The copy of the input, `[channels, padded elements]` for each image.
    let padded: PlaneLayout
    let paddedLayout: PaddedLayout
    let output: PlaneLayout
    let residual: PlaneLayout?
    let bias: Memory<Float>?
    let bounds: Bounds
    let tiles: ImageTiles
    let layout: WeightLayout
    let places: InputPlaces
    /// The weights of each group.
    let groups: [SparseMatrix]

    var weightByteCount: Int { groups.reduce(bias?.byteCount ?? 0) { $0 + $1.byteCount } }

    /// The planes of one part of the copying.
    private static let copiedCount = 8

    var laidOutWeights: LaidOutWeights? { .product(groups, layout.format, places) }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let copyCount = (input.channelCount + Self.copiedCount - 1) / Self.copiedCount
        pool.run(input.imageCount * copyCount) { number, _ in
            let (image, part) = number.quotientAndRemainder(dividingBy: copyCount)
            copy(image, part * Self.copiedCount, workspace)
        }
        let partCount = layout.parts.count
        pool.run(output.imageCount * groups.count * partCount) { number, _ in
            let (rest, part) = number.quotientAndRemainder(dividingBy: partCount)
            let (image, group) = rest.quotientAndRemainder(dividingBy: groups.count)
            multiply(image, group, part, workspace)
        }
    }

    private func copy(_ image: Int, _ channel: Int, _ workspace: Workspace) {
        kernels.pad(
            PaddedPlanes(
                geometry: geometry, layout: paddedLayout,
                planeCount: min(Self.copiedCount, input.channelCount - channel),
                input: UnsafePointer(workspace.pointer(input.view))
                    + (input.offset(ofImage: image) + channel * input.channelStride),
                inputStride: input.channelStride,
                output: workspace.pointer(padded.view)
                    + (padded.offset(ofImage: image) + channel * padded.channelStride),
                outputStride: padded.channelStride))
    }

    private func multiply(_ image: Int, _ group: Int, _ part: Int, _ workspace: Workspace) {
        let (inputs, outputs) = (
            input.channelCount / groups.count, output.channelCount / groups.count
        )
        let source =
            UnsafePointer(workspace.pointer(padded.view))
            + (padded.offset(ofImage: image) + group * inputs * padded.channelStride)
        let first = group * outputs
        let target =
            workspace.pointer(output.view)
            + (output.offset(ofImage: image) + first * output.channelStride)
        let added = residual.map {
            UnsafePointer(workspace.pointer($0.view))
                + ($0.offset(ofImage: image) + first * $0.channelStride)
        }
        let blockCount = layout.blockCount(inputCount: inputs * geometry.tapCount)
        var tile = ProductTile(
            panel: source, laneCount: 0, output: target, outputStride: output.channelStride,
            bias: bias.map { UnsafePointer($0.start + first) }, bounds: bounds)
        tile.residualStride = residual?.channelStride ?? 0
        tile.panelRowStride = geometry.strideY * paddedLayout.rowPitch
        tile.outputRowStride = geometry.outputWidth
        for place in tiles.tiles {
            let position = place.row * geometry.outputWidth + place.column
            tile.panel = source + (place.row * tile.panelRowStride + place.column)
            tile.output = target + position
            tile.residual = added.map { $0 + position }
            (tile.rowCount, tile.laneCount) = (place.rowCount, place.laneCount)
            for block in 0..<blockCount {
                (tile.isFirst, tile.isLast) = (block == 0, block == blockCount - 1)
                kernels.multiply(groups[group].block(block, ofPart: part), tile)
            }
        }
    }
}
