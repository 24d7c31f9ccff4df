/// One tensor of a safetensors file, without its elements.
public struct SafetensorsEntry: Equatable, Sendable {
    /// The tensor's name.
    public let name: String
    /// The type of its elements.
    public let dtype: StoredType
    /// The sizes of its axes, outermost first; empty for a single number.
    public let shape: [Int]
    /// Where its bytes stand, counted from the first byte after the header.
    public let byteRange: Range<Int>

    /// The size of the tensor in bytes.
    public var byteCount: Int { byteRange.count }
    /// The number of elements.
    public var elementCount: Int { byteCount / dtype.byteCount }

    /// The largest number of axes, which is LibTorch's limit too.
    static let maximumRank = 64

    /// Returns the size in bytes of a tensor of `shape`, or `nil` if it does not fit an `Int`.
    static func byteCount(shape: [Int], dtype: StoredType) -> Int? {
        var product = dtype.byteCount
        for size in shape {
            let (value, overflow) = product.multipliedReportingOverflow(by: size)
            if overflow { return nil }
            product = value
        }
        return product
    }
}
