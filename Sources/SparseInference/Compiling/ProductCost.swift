import InferenceKernels

/// What a tile of a product costs, in the time that a dense kernel takes for one weight.
///
/// Measured with `Benchmarks/run inference` as the medians of layers of ResNet-18 on an AMD EPYC
/// (Zen 4); the choice is the same on every machine, so that results are.
struct ProductCost {
    /// A weight that is not zero, with its index.
    private let nonZero: Double
    /// The start and the end of a row in a block of inputs.
    private let row: Double

    init(_ instructionSet: InstructionSet) {
        switch instructionSet {
        case .avx512, .avx2: (nonZero, row) = (1.25, 4)
        case .portable: (nonZero, row) = (1.1, 3)
        }
    }

    /// Whether leaving zeros out is faster.
    func prefersSparse(nonZeroCount: Int, outputCount: Int, inputCount: Int) -> Bool {
        let blockCount = (inputCount + WeightLayout.blockDepth - 1) / WeightLayout.blockDepth
        let sparse = Double(nonZeroCount) * nonZero + Double(outputCount * blockCount) * row
        return sparse < Double(outputCount * inputCount)
    }
}
