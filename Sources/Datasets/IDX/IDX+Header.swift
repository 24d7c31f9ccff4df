extension IDX {
    /// What the first bytes of a file promise.
    struct Header {
        /// Length along each axis, outermost first.
        let dimensions: [Int]

        /// Bytes of the header itself.
        let size: Int
    }

    /// Reads a header: two zero bytes, the type (8 for unsigned bytes), the number of dimensions,
    /// then each dimension as a big-endian 32-bit number.
    ///
    /// - Throws: ``DatasetError/truncated(file:found:needed:)``,
    ///   ``DatasetError/wrongMagic(file:found:allowed:)`` or
    ///   ``DatasetError/corruptGzip(file:reason:)``.
    static func readHeader(
        of file: borrowing GzipFile, dimensionCount: Int
    ) throws(DatasetError) -> Header {
        let size = 4 + 4 * dimensionCount
        let bytes = try file.read(count: size)
        let allowed = UInt32(0x0800 + dimensionCount)
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
        return Header(dimensions: dimensions, size: size)
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
        guard let count = product(of: header.dimensions), count <= file.largestContentSize else {
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

    private static func bigEndianNumber(in bytes: [UInt8], at offset: Int) -> UInt32 {
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
