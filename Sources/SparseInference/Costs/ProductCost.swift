extension KernelCosts {
    /// The fastest of some formats.
    func best(of formats: [WeightFormat], for matrix: WeightMatrix) -> WeightFormat {
        let costs = formats.map { cost(of: matrix, $0) }
        return formats.indices.min { costs[$0] < costs[$1] }.map { formats[$0] } ?? .dense
    }

    /// What a tile of a product costs.
    private func cost(of matrix: WeightMatrix, _ format: WeightFormat) -> Double {
        let depth = format.blockDepth(inputCount: matrix.inputCount, self)
        let rowCount = matrix.outputCount * matrix.blockCount(of: depth)
        let weight = format.height == 1 ? nonZero : 1
        return Double(matrix.weightCount(format)) * weight + Double(rowCount) * row
    }
}
