import Foundation

/// How a tensor is stored in a compressed file, and how many bytes that takes.
public struct CompressionRecord: Equatable, Sendable {
    /// The tensor's name.
    public let name: String
    /// The sizes of its axes, outermost first.
    public let shape: [Int]
    /// The number of elements.
    public let elementCount: Int
    /// The number of elements that are not zero; `nil` where zeros were not looked for.
    public let nonzeroCount: Int?
    /// The number of zeros with a sign, which unpack to zeros without one.
    public let negativeZeroCount: Int
    /// The code of the positions, such as `bitmask`, `rice-3` or `2:4`; `nil` for a tensor as it is.
    public let positions: String?
    /// The type of the stored values.
    public let valueType: StoredType
    /// The bytes of the tensor as it is.
    public let denseByteCount: Int
    /// The bytes of its parts, or of the tensor as it is.
    public let byteCount: Int
    /// The entropy of which elements are not zero, in bytes: *n*·H(*p*) bits for *n* elements, where *p* is
    /// the share of those and H the entropy of a yes or no. 0 where zeros were not looked for.
    ///
    /// No code for positions that are independent of each other is shorter on average.
    public let positionBoundByteCount: Double
    /// The entropy bound: the bytes of the values and ``positionBoundByteCount``. Where zeros were not looked
    /// for it is the bytes of the tensor.
    public let boundByteCount: Double

    init(_ tensor: some StoredTensor) {
        name = tensor.name
        shape = tensor.shape
        elementCount = tensor.elementCount
        nonzeroCount = nil
        negativeZeroCount = 0
        positions = nil
        valueType = tensor.dtype
        denseByteCount = tensor.elementCount * tensor.dtype.byteCount
        byteCount = denseByteCount
        positionBoundByteCount = 0
        boundByteCount = Double(denseByteCount)
    }

    init(
        _ tensor: some StoredTensor, nonzeros: ElementMask, negativeZeroCount: Int,
        valueCode: ValueCode, packed: PackedTensor?
    ) {
        let count = nonzeros.count
        name = tensor.name
        shape = tensor.shape
        elementCount = tensor.elementCount
        nonzeroCount = count
        self.negativeZeroCount = packed == nil ? 0 : negativeZeroCount
        positions = packed?.positionCode.name
        valueType = packed == nil ? tensor.dtype : valueCode.storedType
        denseByteCount = tensor.elementCount * tensor.dtype.byteCount
        byteCount = packed?.byteCount ?? denseByteCount
        let values = count * valueCode.storedType.byteCount + valueCode.scaleByteCount
        positionBoundByteCount = positionBits(count, of: elementCount) / 8
        boundByteCount = Double(values) + positionBoundByteCount
    }
}

/// The bits that tell which `count` of `elementCount` elements are meant: *n*·H(*p*).
private func positionBits(_ count: Int, of elementCount: Int) -> Double {
    guard elementCount > 0 else { return 0 }
    let share = Double(count) / Double(elementCount)
    let entropy = [share, 1 - share].reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 }
    return Double(elementCount) * entropy
}
