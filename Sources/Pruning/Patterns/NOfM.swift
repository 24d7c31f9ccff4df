public import Tensors

extension NOfM: Pattern {
    /// |w|, one group in each row.
    public func magnitudes(of weight: Tensor) throws -> Tensor {
        let shape = weight.shape
        let padding = paddingCount(ofShape: shape)
        var rows = try weight.reshaped(matrices(ofShape: shape)).permuted([0, 2, 1]).magnitude()
        // Below every magnitude, so that padding goes before a weight of 0; its square is 0.
        let least = -Double(Float.leastNormalMagnitude)
        if padding > 0 { rows = try rows.padded([0, padding], value: least) }
        return try rows.reshaped([-1, groupSize])
    }

    /// The mask in the shape of the weights, without padding.
    public func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor {
        let matrices = matrices(ofShape: shape)
        let length = matrices[1]
        let padding = paddingCount(ofShape: shape)
        return try mask.reshaped([matrices[0], matrices[2], length + padding])
            .narrowed(2, to: 0..<length).permuted([0, 2, 1]).reshaped(shape)
    }
}
