public import Tensors

extension Unstructured: Pattern {
    /// |w| in one row.
    public func magnitudes(of weight: Tensor) throws -> Tensor {
        try weight.reshaped([1, -1]).magnitude()
    }

    /// The mask in the shape of the weights.
    public func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor {
        try mask.reshaped(shape)
    }
}

extension Pattern where Self == Unstructured {
    /// Every weight of a layer by itself.
    public static var unstructured: Unstructured { Unstructured() }
}
