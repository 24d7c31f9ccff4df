import InferenceKernels

/// Weights with all their zeros, packed in groups of outputs, block by block of inputs.
final class DenseMatrix: Sendable {
    private let values: Memory<Float>
    private let outputCount: Int
    private let inputCount: Int
    private let blockDepth: Int
    private let parts: [Range<Int>]
    private let panelStride: Int

    /// Packs weights.
    ///
    /// - Parameters:
    ///   - matrix: The weights.
    ///   - blockDepth: The inputs of a block.
    ///   - parts: The outputs of each part, which begin at multiples of a group.
    ///   - panelStride: The distance of two rows of the panel in elements.
    init(_ matrix: WeightMatrix, blockDepth: Int, parts: [Range<Int>], panelStride: Int) {
        let rowCount = DenseBlock.rowCount
        let groupCount = (matrix.outputCount + rowCount - 1) / rowCount
        values = Memory(repeating: 0, count: groupCount * rowCount * matrix.inputCount)
        outputCount = matrix.outputCount
        inputCount = matrix.inputCount
        self.blockDepth = blockDepth
        self.parts = parts
        self.panelStride = panelStride
        for output in 0..<matrix.outputCount {
            let (group, row) = output.quotientAndRemainder(dividingBy: rowCount)
            for input in 0..<matrix.inputCount {
                let block = input / blockDepth
                let depth = matrix.inputs(ofBlock: block, of: blockDepth).count
                let place =
                    block * blockDepth * groupCount * rowCount + group * depth * rowCount
                    + input % blockDepth * rowCount + row
                values.start[place] = matrix[output, input]
            }
        }
    }

    /// The weights of one block of inputs and one part of outputs.
    func block(_ block: Int, ofPart part: Int) -> DenseBlock {
        let rowCount = DenseBlock.rowCount
        let groupCount = (outputCount + rowCount - 1) / rowCount
        let depth = min(blockDepth, inputCount - block * blockDepth)
        return DenseBlock(
            values: values.start + block * blockDepth * groupCount * rowCount, depth: depth,
            groupStride: depth * rowCount, outputs: parts[part], panelStride: panelStride)
    }
}
