/// One array of a file of NumPy, without its elements.
public struct NumpyEntry: StoredTensor {
    /// Where the bytes of the array are kept.
    enum Storage: Sendable {
        case mapped
        case unpacked([UInt8])
    }

    /// The tensor's name.
    public let name: String
    /// The type of its elements.
    public let dtype: StoredType
    /// The sizes of its axes, outermost first; empty for a single number.
    public let shape: [Int]
    /// The number of elements.
    public let elementCount: Int

    /// Where the elements stand in the file, or in the unpacked bytes.
    let byteRange: Range<Int>
    let storage: Storage
    private let isColumnMajor: Bool
    private let isBigEndian: Bool

    /// Checks that the elements are as many bytes as type and shape need.
    init(
        _ name: String, _ header: NumpyHeader, dtype: StoredType, byteRange: Range<Int>,
        storage: Storage
    ) throws(NumpyProblem) {
        var count = 1
        // A size of 0 makes an empty array, however large the others are.
        for size in header.shape where !header.shape.contains(0) {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow, product <= .max / 8 else { throw .sizeOverflow(shape: header.shape) }
            count = product
        }
        if header.shape.contains(0) { count = 0 }
        guard count * dtype.byteCount == byteRange.count else {
            throw .wrongSize(
                shape: header.shape, type: header.type.text, needed: count * dtype.byteCount,
                found: byteRange.count)
        }
        self.name = name
        self.dtype = dtype
        shape = header.shape
        elementCount = count
        self.byteRange = byteRange
        self.storage = storage
        isColumnMajor = header.isColumnMajor && header.shape.count { $0 != 1 } > 1
        isBigEndian = header.type.isBigEndian && dtype.byteCount > 1
    }

    /// Calls `body` with the elements, row-major and little-endian.
    func withOrderedBytes<Result>(
        _ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        guard isColumnMajor || isBigEndian, elementCount > 0 else { return try body(bytes) }
        var ordered =
            isColumnMajor
            ? StridedElements(
                shape: shape, strides: columnMajorStrides, elementByteCount: dtype.byteCount
            ).rowMajorBytes(from: bytes) : Array(bytes)
        if isBigEndian {
            for start in stride(from: 0, to: ordered.count, by: dtype.byteCount) {
                ordered[start..<start + dtype.byteCount].reverse()
            }
        }
        return try ordered.withUnsafeBytes(body)
    }

    private var columnMajorStrides: [Int] {
        var stride = 1
        return shape.map { size in
            defer { stride *= size }
            return stride
        }
    }
}
