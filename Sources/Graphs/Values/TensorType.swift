/// The element type and shape of a value.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
    /// The type of the elements.
    public var elementType: ElementType
    /// The size of every axis; empty for a scalar.
    public var shape: [Dimension]

    /// Makes a type.
    public init(_ elementType: ElementType, _ shape: [Dimension]) {
        self.elementType = elementType
        self.shape = shape
    }

    /// The number of elements, a symbol where sizes are.
    public var elementCount: Dimension { Monomial(shape).dimension }

    /// The type as `float32[batch, 3, 224, 224]`.
    public var description: String {
        "\(elementType.rawValue)[\(shape.map(\.description).joined(separator: ", "))]"
    }
}
