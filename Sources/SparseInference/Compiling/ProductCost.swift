import InferenceKernels

/// What a tile of a product costs, in the time of one weight that shares its index with others, as those
/// of the dense format do.
///
/// The weight of a non-zero is the ratio of the kernels' speeds in the caches of an AMD EPYC (Zen 4)
/// (note 0041), that of a row an estimate; those of the portable kernels are taken from AVX2. The
/// choice is the same on every machine, so that results are.
struct ProductCost {
    /// A weight with an index of its own.
    private let nonZero: Double
    /// The start and the end of a row in a block of inputs.
    private let row: Double

    init(_ instructionSet: InstructionSet) {
        switch instructionSet {
        case .avx512: (nonZero, row) = (1.55, 4)
        case .avx2, .portable: (nonZero, row) = (1.5, 4)
        }
    }

    /// The fastest of some formats.
    func best(of formats: [WeightFormat], for matrix: WeightMatrix) -> WeightFormat {
        let costs = formats.map { cost(of: matrix, $0) }
        return formats.indices.min { costs[$0] < costs[$1] }.map { formats[$0] } ?? .dense
    }

    private func cost(of matrix: WeightMatrix, _ format: WeightFormat) -> Double {
        let depth = format.blockDepth(inputCount: matrix.inputCount)
        let rowCount = matrix.outputCount * matrix.blockCount(of: depth)
        let weight = format.height == 1 ? nonZero : 1
        return Double(matrix.weightCount(format)) * weight + Double(rowCount) * row
    }
}
