import InferenceKernels

/// Makes the steps that compute one product in several ways.
struct ProductMaker {
    let kernels: Kernels
    let threads: Int
    let plan: Compiler.ProductPlan
    let matrix: WeightMatrix
    let input: PlaneLayout
    let output: PlaneLayout
    let residual: PlaneLayout?
    let bias: Memory<Float>?
    let bounds: Bounds

    /// The step with or without the zeros.
    func step(isSparse: Bool, _ layer: LayerDescription) -> ProductStep {
        let tiles = Tiles(output.positionCount, width: kernels.tileLaneCount)
        // Offsets of sparse weights have 32 bits.
        let isDirect =
            plan.geometry.isPointwise
            && input.channelStride * input.channelCount < Int(Int32.max)
        let outputs = matrix.outputCount / plan.groupCount
        let layout = WeightLayout(
            isDirect: isDirect, panelStride: isDirect ? input.channelStride : largestTile,
            parts: WeightLayout.parts(
                outputs, tileCount: tiles.count * output.imageCount * plan.groupCount,
                threads: threads))
        let groups = (0..<plan.groupCount).map { group in
            layout.weights(
                matrix.rows(group * outputs..<(group + 1) * outputs), isSparse: isSparse)
        }
        return ProductStep(
            layer: layer, kernels: kernels, geometry: plan.geometry, input: input, output: output,
            residual: residual, bias: bias, bounds: bounds, tiles: tiles,
            masks: isDirect ? nil : PatchMasks(plan.geometry, tiles), layout: layout,
            groups: groups)
    }
}
