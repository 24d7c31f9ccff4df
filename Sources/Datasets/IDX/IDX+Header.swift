extension IDX {
    /// What the first bytes of a file promise.
    struct Header {
        /// Length along each axis, outermost first.
        let dimensions: [Int]

        /// What each value is.
        let value: Value

        /// Bytes of the header itself.
        let size: Int
    }

    /// What the values of a file are; the number is that of the header.
    enum Value: UInt32 {
        case byte = 0x08
        /// A big-endian number of 32 bits with its sign.
        case int = 0x0C

        /// Bytes of one value.
        var size: Int { self == .byte ? 1 : 4 }
    }

    /// Reads a header: two zero bytes, the type (8 for unsigned bytes, 12 for 32-bit numbers), the number of dimensions,
    /// then each dimension as a big-endian 32-bit number.
    ///
    /// - Throws: ``DatasetError/truncated(file:found:needed:)``,
    ///   ``DatasetError/wrongMagic(file:found:allowed:)`` or
    ///   ``DatasetError/corruptGzip(file:reason:)``.
    static func readHeader(
        of file: borrowing GzipFile, dimensionCount: Int, value: Value = .byte
    ) throws(DatasetError) -> Header {
        let size = 4 + 4 * dimensionCount
        let bytes = try file.read(count: size)
        let allowed = value.rawValue << 8 + UInt32(dimensionCount)
        if bytes.count >= 4 {
            let magic = bigEndianNumber(in: bytes, at: 0)
            guard magic == allowed else {
                throw .wrongMagic(file: file.path, found: magic, allowed: allowed)
            }
        }
        guard bytes.count == size else {
            throw .truncated(file: file.path, found: bytes.count, needed: size)
        }
        let dimensions = (1...dimensionCount).map { Int(bigEndianNumber(in: bytes, at: 4 * $0)) }
        return Header(dimensions: dimensions, value: value, size: size)
    }

    /// Reads the values after a header and makes sure that nothing follows them.
    ///
    /// - Throws: ``DatasetError/impossibleSize(file:dimensions:fileSize:)`` before any memory is
    ///   taken, ``DatasetError/truncated(file:found:needed:)``,
    ///   ``DatasetError/trailingBytes(file:needed:)`` or
    ///   ``DatasetError/corruptGzip(file:reason:)``.
    static func readBody(
        of file: borrowing GzipFile, header: Header
    ) throws(DatasetError) -> [UInt8] {
        guard let count = product(of: header.dimensions + [header.value.size]),
            count <= file.largestContentSize
        else {
            throw .impossibleSize(
                file: file.path, dimensions: header.dimensions, fileSize: file.fileSize)
        }
        let values = try file.read(count: count)
        guard values.count == count else {
            throw .truncated(
                file: file.path, found: header.size + values.count, needed: header.size + count)
        }
        guard try file.read(count: 1).isEmpty else {
            throw .trailingBytes(file: file.path, needed: header.size + count)
        }
        return values
    }

    static func bigEndianNumber(in bytes: [UInt8], at offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Returns the product, `nil` where it does not fit.
    private static func product(of factors: [Int]) -> Int? {
        var product = 1
        for factor in factors {
            let (partial, overflow) = product.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            product = partial
        }
        return product
    }
}
