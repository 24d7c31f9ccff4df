import InferenceKernels

/// Weights that are ready for a kernel.
enum ProductWeights: Sendable {
    case sparse(SparseMatrix)
    case dense(DenseMatrix)

    /// Multiplies a tile by a block of inputs and a part of outputs.
    func multiply(_ block: Int, ofPart part: Int, _ tile: ProductTile, by kernels: Kernels) {
        switch self {
        case .sparse(let matrix): kernels.multiply(matrix.block(block, ofPart: part), tile)
        case .dense(let matrix): kernels.multiply(matrix.block(block, ofPart: part), tile)
        }
    }
}

/// How weights are laid out for the places that their inputs come from.
struct WeightLayout: Sendable {
    /// The inputs of a block: their rows of a tile and the results fit into a first-level cache.
    static let blockDepth = 112

    /// Whether kernels read the value itself and not a copy of patches.
    let isDirect: Bool
    /// The distance of two rows that are read, in elements.
    let panelStride: Int
    /// The outputs of each part.
    let parts: [Range<Int>]

    /// Lays weights out.
    func weights(_ matrix: WeightMatrix, isSparse: Bool) -> ProductWeights {
        let depth = Self.blockDepth
        guard isSparse else {
            return .dense(
                DenseMatrix(matrix, blockDepth: depth, parts: parts, panelStride: panelStride))
        }
        return .sparse(
            SparseMatrix(matrix, blockDepth: depth, parts: parts) { input in
                (isDirect ? input : input % depth) * panelStride
            })
    }

    /// Cuts outputs into parts for threads where there are fewer tiles than these can share.
    static func parts(_ outputCount: Int, tileCount: Int, threads: Int) -> [Range<Int>] {
        let unit = 4 * DenseBlock.rowCount
        let units = (outputCount + unit - 1) / unit
        let wanted = threads == 1 ? 1 : (4 * threads + tileCount - 1) / max(tileCount, 1)
        let count = max(1, min(wanted, units))
        return (0..<count).map { part in
            let start = units * part / count * unit
            let end = units * (part + 1) / count * unit
            return start..<min(end, outputCount)
        }
    }
}
