import InferenceKernels

/// What a tile of a product costs, in the time that a dense kernel takes for one weight.
///
/// Taken from the layers of ResNet-50 with 10 to 40 % zeros at random places, computed both ways on an
/// AMD EPYC (Zen 4); that of the portable kernels is a guess. The choice is the same on every
/// machine, so that results are.
struct ProductCost {
    /// A weight that is not zero, with its index.
    private let nonZero: Double
    /// The start and the end of a row in a block of inputs.
    private let row: Double

    init(_ instructionSet: InstructionSet) {
        switch instructionSet {
        case .avx512: (nonZero, row) = (1.4, 4)
        case .avx2, .portable: (nonZero, row) = (1.6, 4)
        }
    }

    /// Whether leaving zeros out is faster.
    func prefersSparse(nonZeroCount: Int, outputCount: Int, inputCount: Int) -> Bool {
        let blockCount = (inputCount + WeightLayout.blockDepth - 1) / WeightLayout.blockDepth
        let sparse = Double(nonZeroCount) * nonZero + Double(outputCount * blockCount) * row
        return sparse < Double(outputCount * inputCount)
    }
}
