public import Files

/// The elements of a weight or constant, little-endian, in memory or where they lie in a file.
///
/// Two are equal if their types, shapes and bytes are, wherever the bytes lie.
public struct TensorData: Sendable, Equatable {
    /// The type of the elements.
    public let elementType: ElementType
    /// The size of every axis; empty for a scalar.
    public let shape: [Int]
    private let storage: Storage

    /// Where the bytes lie.
    private enum Storage: Sendable {
        case memory([UInt8])
        case file(MappedFile, Range<Int>)
    }

    /// Takes bytes in memory.
    ///
    /// - Parameters:
    ///   - elementType: The type of the elements.
    ///   - shape: The size of every axis.
    ///   - bytes: The elements, little-endian, the last axis fastest.
    /// - Throws: ``GraphError/wrongByteCount(found:type:)`` if the bytes do not fill the shape.
    public init(
        _ elementType: ElementType, shape: [Int], bytes: [UInt8]
    ) throws(GraphError) {
        try Self.check(elementType, shape, byteCount: bytes.count)
        self.elementType = elementType
        self.shape = shape
        storage = .memory(bytes)
    }

    /// Refers to bytes of a mapped file, without reading them.
    ///
    /// - Parameters:
    ///   - elementType: The type of the elements.
    ///   - shape: The size of every axis.
    ///   - file: The file, which stays mapped as long as this value lives.
    ///   - range: The bytes of the file.
    /// - Throws: ``GraphError/wrongByteCount(found:type:)`` if the bytes do not fill the shape or
    ///   do not lie in the file.
    public init(
        _ elementType: ElementType, shape: [Int], file: MappedFile, range: Range<Int>
    ) throws(GraphError) {
        let isInside = range.lowerBound >= 0 && range.upperBound <= file.byteCount
        try Self.check(elementType, shape, byteCount: isInside ? range.count : 0)
        self.elementType = elementType
        self.shape = shape
        storage = .file(file, range)
    }

    /// Holds 64-bit integers.
    public init(integers: [Int], shape: [Int]? = nil) {
        elementType = .int64
        self.shape = shape ?? [integers.count]
        storage = .memory(
            integers.flatMap { value in
                Swift.withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) }
            })
    }

    /// Holds single-precision numbers.
    ///
    /// - Parameters:
    ///   - floats: The elements, as many as the shape has.
    ///   - shape: The size of every axis; one axis where it is not given.
    public init(floats: [Float], shape: [Int]? = nil) {
        elementType = .float32
        self.shape = shape ?? [floats.count]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * floats.count)
        for value in floats {
            Swift.withUnsafeBytes(of: value.bitPattern.littleEndian) {
                bytes.append(contentsOf: $0)
            }
        }
        storage = .memory(bytes)
    }

    private static func check(
        _ elementType: ElementType, _ shape: [Int], byteCount: Int
    ) throws(GraphError) {
        let count = Monomial(shape.map { .known($0) } + [.known(elementType.byteCount)])
        if shape.contains(where: { $0 < 0 }) || count.isTooLarge
            || count.dimension.value != byteCount
        {
            throw .wrongByteCount(
                found: byteCount,
                type: "\(TensorType(elementType, shape.map { .known($0) }))")
        }
    }

    /// The type with its shape as sizes.
    public var type: TensorType { TensorType(elementType, shape.map { .known($0) }) }

    /// The number of elements.
    public var elementCount: Int { shape.reduce(1, *) }

    /// The number of bytes.
    public var byteCount: Int { elementCount * elementType.byteCount }

    /// Whether the bytes lie in a file and not in memory.
    public var isMapped: Bool {
        if case .file = storage { true } else { false }
    }

    /// Where the bytes lie in a file; nil for bytes in memory.
    package var place: (file: MappedFile, range: Range<Int>)? {
        if case .file(let file, let range) = storage { (file, range) } else { nil }
    }

    /// The same bytes with another shape of equally many elements.
    public func reshaped(to shape: [Int]) throws(GraphError) -> TensorData {
        switch storage {
        case .memory(let bytes): try TensorData(elementType, shape: shape, bytes: bytes)
        case .file(let file, let range):
            try TensorData(elementType, shape: shape, file: file, range: range)
        }
    }

    /// Calls `body` with the bytes, which need not be aligned to the elements.
    ///
    /// - Parameter body: Gets the bytes; the pointer is valid only inside it.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws.
    public func withUnsafeBytes<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        switch storage {
        case .memory(let bytes):
            let result = bytes.withUnsafeBytes { bytes in
                Result { () throws(Failure) in try body(bytes) }
            }
            return try result.get()
        case .file(let file, let range):
            return try file.withUnsafeBytes { bytes throws(Failure) in
                try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
            }
        }
    }

    /// Compares types, shapes and bytes.
    public static func == (left: TensorData, right: TensorData) -> Bool {
        left.elementType == right.elementType && left.shape == right.shape
            && left.withUnsafeBytes { first in
                right.withUnsafeBytes { second in first.elementsEqual(second) }
            }
    }
}
