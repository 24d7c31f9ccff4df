import InferenceKernels

/// Makes the steps that compute one product in several ways.
struct ProductMaker {
    let kernels: Kernels
    let costs: KernelCosts
    let threads: Int
    let plan: Compiler.ProductPlan
    let weights: ProductWeights
    let input: PlaneLayout
    let output: PlaneLayout
    let residual: PlaneLayout?
    let bias: Memory<Float>?
    let bounds: Bounds
    /// Memory for a copy of the input with padding; nil where no format reads one.
    var padded: PlaneLayout?

    /// The step with weights in one format.
    func step(
        _ format: WeightFormat, _ layer: LayerDescription
    ) throws(InferenceError) -> any Step {
        if let padded, prefersPadding(format) { return try paddedStep(format, layer, padded) }
        let tiles = Tiles(output.positionCount, width: kernels.tileLaneCount)
        // Offsets of sparse weights have 32 bits.
        let isDirect =
            plan.geometry.isPointwise
            && input.channelStride * input.channelCount < Int(Int32.max)
        let layout = layout(format, tileCount: tiles.count, isPadded: false)
        let places: InputPlaces =
            isDirect
            ? .planes(distance: input.channelStride)
            : .panel(blockDepth: layout.blockDepth, distance: largestTile)
        return ProductStep(
            layer: layer, kernels: kernels, geometry: plan.geometry, input: input, output: output,
            residual: residual, bias: bias, bounds: bounds, tiles: tiles,
            masks: isDirect ? nil : PatchMasks(plan.geometry, tiles), isDirect: isDirect,
            layout: layout, places: places,
            groups: try weights.laidOut(layout, groupCount: plan.groupCount, at: places))
    }

    private func paddedStep(
        _ format: WeightFormat, _ layer: LayerDescription, _ padded: PlaneLayout
    ) throws(InferenceError) -> PaddedProductStep {
        let (geometry, paddedLayout) = (plan.geometry, PaddedLayout(plan.geometry))
        let places = InputPlaces.taps(
            planeDistance: padded.channelStride, offsets: paddedLayout.offsets(geometry))
        let layout = layout(format, tileCount: 1, isPadded: true)
        return PaddedProductStep(
            layer: layer, kernels: kernels, geometry: geometry, input: input, padded: padded,
            paddedLayout: paddedLayout, output: output, residual: residual, bias: bias,
            bounds: bounds, tiles: Self.tiles(geometry, kernels), layout: layout,
            places: places,
            groups: try weights.laidOut(layout, groupCount: plan.groupCount, at: places))
    }

    private func layout(
        _ format: WeightFormat, tileCount: Int, isPadded: Bool
    ) -> WeightLayout {
        WeightLayout(
            format,
            blockDepth: format.blockDepth(
                inputCount: weights.inputCount, costs, tapsShareLanes: isPadded),
            outputCount: weights.outputCount / plan.groupCount,
            tileCount: tileCount * output.imageCount * plan.groupCount, threads: threads)
    }

    /// The elements of a plane with padding, where the step of one of some formats reads such planes.
    func paddedCount(_ formats: [WeightFormat]) -> Int? {
        let count = PaddedLayout(plan.geometry).elementCount + PaddedPlanes.slack
        guard plan.geometry.tapCount > 1, plan.geometry.outputWidth > laneUnit,
            PlaneLayout.pitch(count) * input.channelCount < Int(Int32.max)
        else { return nil }
        return formats.contains { prefersPadding($0) } ? count : nil
    }

    /// Whether padding the planes once costs less than copying patches for every tile: then each row
    /// is rounded up to lanes, not all positions together.
    private func prefersPadding(_ format: WeightFormat) -> Bool {
        let matrix: WeightMatrix
        switch weights {
        case .matrix(let found, _): matrix = found
        case .stored(let product): return product.entry.readsPadding
        }
        let geometry = plan.geometry
        let tiles = Self.tiles(geometry, kernels)
        if format.height == 1, tiles.tiles.contains(where: { $0.rowCount > 1 }) { return false }
        let work = Double(matrix.weightCount(format)) / Double(max(matrix.inputCount, 1))
        let copying = geometry.seesStretches ? Self.stretchCost : Self.stepCost
        let lanes = (geometry.outputCount + laneUnit - 1) / laneUnit * laneUnit
        return Double(tiles.laneCount) * work < Double(lanes) * (work + copying)
    }

    /// What a copied lane costs, in products of weights: of a stretch of a plane, and where the window
    /// steps. Measured with the layers of ResNet-18 on an AMD EPYC (Zen 4).
    private static let stretchCost = 3.0
    private static let stepCost = 8.0

    private static func tiles(_ geometry: WindowGeometry, _ kernels: Kernels) -> ImageTiles {
        ImageTiles(height: geometry.outputHeight, width: geometry.outputWidth, kernels)
    }
}
