public import Tensors

/// Every weight of a layer by itself; called "random" in the PDP paper.
public struct Unstructured: Pattern {
    /// Creates the pattern.
    public init() {}

    /// `unstructured`.
    public var description: String { "unstructured" }

    /// ``PatternFamily/unstructured``.
    public var family: PatternFamily? { .unstructured }

    /// Any shape will do.
    public func obstacle(toShape shape: [Int]) -> String? { nil }

    /// One group of all weights.
    public func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        (1, shape.reduce(1, *))
    }

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
