import InferenceKernels

/// How weights are laid out for the places that their inputs come from.
struct WeightLayout: Sendable {
    let format: WeightFormat
    /// The inputs of a block.
    let blockDepth: Int
    /// The outputs of each part.
    let parts: [Range<Int>]

    /// Lays out weights in parts for threads, where there are fewer tiles than these can share.
    init(
        _ format: WeightFormat, blockDepth: Int, outputCount: Int, tileCount: Int, threads: Int
    ) {
        self.format = format
        self.blockDepth = blockDepth
        parts = Self.parts(outputCount, tileCount: tileCount, threads: threads)
    }

    /// The number of blocks of inputs.
    func blockCount(inputCount: Int) -> Int {
        max(1, (inputCount + blockDepth - 1) / blockDepth)
    }

    /// Lays weights out.
    ///
    /// - Parameters:
    ///   - matrix: The weights of all groups.
    ///   - groupCount: The groups of outputs, each with inputs of its own.
    ///   - places: Where the lanes of an input begin.
    /// - Returns: The weights of each group.
    func weights(
        _ matrix: WeightMatrix, groupCount: Int, at places: InputPlaces
    ) -> [SparseMatrix] {
        let outputs = matrix.outputCount / groupCount
        return (0..<groupCount).map { group in
            SparseMatrix(
                matrix.rows(group * outputs..<(group + 1) * outputs), format,
                blockDepth: blockDepth, parts: parts, at: places)
        }
    }

    private static func parts(_ outputCount: Int, tileCount: Int, threads: Int) -> [Range<Int>] {
        let unit = 6 * SparseBlock.heights[SparseBlock.heights.count - 1]
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
