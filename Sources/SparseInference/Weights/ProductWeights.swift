/// The weights of a product: a matrix that is laid out for kernels now, or one that was laid out before.
enum ProductWeights: Sendable {
    /// A matrix of a tensor of the network by its name, or of a part of one.
    case matrix(WeightMatrix, of: String?)
    case stored(StoredProduct)

    /// The tensor of the network whose weights all of these are.
    var tensor: String? {
        switch self {
        case .matrix(_, let tensor): tensor
        case .stored(let product): product.entry.weight
        }
    }

    var outputCount: Int {
        switch self {
        case .matrix(let matrix, _): matrix.outputCount
        case .stored(let product): product.entry.outputs
        }
    }

    /// The inputs of an output.
    var inputCount: Int {
        switch self {
        case .matrix(let matrix, _): matrix.inputCount
        case .stored(let product): product.entry.inputs
        }
    }

    /// The weights that are not zero.
    var nonZeroCount: Int {
        switch self {
        case .matrix(let matrix, _): matrix.nonZeroCount
        case .stored(let product): product.entry.nonZeros
        }
    }

    /// The weights multiplied by a factor; stored ones have been already.
    func scaled(by factor: Float) -> ProductWeights {
        switch self {
        case .matrix(let matrix, let tensor): .matrix(matrix.scaled(by: factor), of: tensor)
        case .stored: self
        }
    }

    /// Lays weights out, one matrix for each group of outputs.
    ///
    /// - Throws: ``InferenceError/damagedPreparation(path:problem:)`` for stored weights that do not fit.
    func laidOut(
        _ layout: WeightLayout, groupCount: Int, at places: InputPlaces
    ) throws(InferenceError) -> [SparseMatrix] {
        switch self {
        case .matrix(let matrix, _): layout.weights(matrix, groupCount: groupCount, at: places)
        case .stored(let product):
            try product.matrices(layout, groupCount: groupCount, at: places)
        }
    }

    /// All weights, row by row, for the product with a single vector.
    ///
    /// - Throws: As ``laidOut(_:groupCount:at:)``.
    func elements() throws(InferenceError) -> Memory<Float> {
        switch self {
        case .matrix(let matrix, _): Memory(matrix.elements, filler: 0)
        case .stored(let product): try product.elements()
        }
    }
}

/// The weights of a step as kernels read them, for a file.
enum LaidOutWeights {
    /// All weights, row by row, of so many outputs.
    case vector(Memory<Float>, outputCount: Int)
    /// The weights of each group of outputs, and where their inputs lie.
    case product([SparseMatrix], WeightFormat, InputPlaces)
}
