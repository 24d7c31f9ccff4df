import InferenceKernels

/// A layer of weights that are multiplied: a convolution or a linear layer, with its bias, residual
/// and activation.
struct ProductStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let geometry: WindowGeometry
    /// The channels that outputs are made of, one group after another.
    let input: PlaneLayout
    let output: PlaneLayout
    let residual: PlaneLayout?
    let bias: Memory<Float>?
    let bounds: Bounds
    let tiles: Tiles
    let masks: PatchMasks?
    /// Whether kernels read the value itself and not a copy of patches.
    let isDirect: Bool
    let layout: WeightLayout
    let places: InputPlaces
    /// The weights of each group.
    let groups: [SparseMatrix]

    var scratchCount: Int {
        isDirect ? 0 : layout.blockDepth * largestTile + 2 * largestTile
    }

    var weightByteCount: Int {
        groups.reduce((bias?.byteCount ?? 0) + (masks?.byteCount ?? 0)) { $0 + $1.byteCount }
    }

    /// The inputs of one group.
    private var depth: Int { input.channelCount / groups.count * geometry.tapCount }

    var laidOutWeights: LaidOutWeights? { .product(groups, layout.format, places) }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let partCount = layout.parts.count
        pool.run(output.imageCount * groups.count * partCount * tiles.count) { number, thread in
            let (rest, tile) = number.quotientAndRemainder(dividingBy: tiles.count)
            let (image, part) = rest.quotientAndRemainder(dividingBy: partCount * groups.count)
            multiply(
                Place(
                    image: image, group: part / partCount, part: part % partCount, tile: tile,
                    scratch: workspace.scratch(ofThread: thread)),
                workspace)
        }
    }

    /// What one part of the work computes.
    private struct Place {
        let image: Int
        let group: Int
        let part: Int
        let tile: Int
        let scratch: UnsafeMutablePointer<Float>
    }

    private func multiply(_ place: Place, _ workspace: Workspace) {
        let positions = tiles.positions(place.tile)
        let channels = input.channelCount / groups.count
        let source =
            UnsafePointer(workspace.pointer(input.view))
            + (input.offset(ofImage: place.image) + place.group * channels * input.channelStride)
        var tile = tile(place, positions, workspace)
        let depth = layout.blockDepth
        let blockCount = layout.blockCount(inputCount: self.depth)
        for block in 0..<blockCount {
            (tile.isFirst, tile.isLast) = (block == 0, block == blockCount - 1)
            let rows = block * depth..<min(self.depth, (block + 1) * depth)
            tile.panel = panel(rows, positions, source, place)
            kernels.multiply(groups[place.group].block(block, ofPart: place.part), tile)
        }
    }

    /// The rows that a block of weights is multiplied with.
    private func panel(
        _ rows: Range<Int>, _ positions: Range<Int>, _ source: UnsafePointer<Float>, _ place: Place
    ) -> UnsafePointer<Float> {
        if isDirect { return source + positions.lowerBound }
        kernels.pack(
            PatchPanel(
                geometry: geometry, input: source, channelStride: input.channelStride, rows: rows,
                positions: positions, panel: place.scratch, panelStride: largestTile,
                masks: masks?.start(ofTile: place.tile)))
        return UnsafePointer(place.scratch)
    }

    /// Where the results of a tile go.
    private func tile(
        _ place: Place, _ positions: Range<Int>, _ workspace: Workspace
    ) -> ProductTile {
        let outputs = output.channelCount / groups.count
        let first = place.group * outputs
        let target =
            workspace.pointer(output.view)
            + (output.offset(ofImage: place.image) + first * output.channelStride
                + positions.lowerBound)
        var tile = ProductTile(
            panel: UnsafePointer(target), laneCount: Tiles.laneCount(positions), output: target,
            outputStride: output.channelStride, bias: bias.map { UnsafePointer($0.start + first) },
            bounds: bounds)
        if let residual {
            tile.residual =
                UnsafePointer(workspace.pointer(residual.view))
                + (residual.offset(ofImage: place.image) + first * residual.channelStride
                    + positions.lowerBound)
            tile.residualStride = residual.channelStride
        }
        return tile
    }
}
