import CZlib

/// Bytes of IDX files that tests make on the spot.
enum IDXFixture {
    /// Two images of 2 × 3 pixels.
    static let images = idx(magic: 0x0803, [2, 2, 3], values: Array(1...12))
    static let labels = idx(magic: 0x0801, [2], values: [7, 9])

    static func idx(magic: UInt32, _ dimensions: [UInt32], values: [UInt8]) -> [UInt8] {
        ([magic] + dimensions).flatMap { number in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        } + values
    }

    /// Returns `bytes` as a gzip file.
    static func gzipped(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        // 15 bits of window, and 16 for the header of gzip.
        deflateInit2_(
            &stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = bytes
        return input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            let room = Int(deflateBound(&stream, UInt(input.count)))
            return [UInt8](unsafeUninitializedCapacity: room) { output, count in
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(room)
                deflate(&stream, Z_FINISH)
                count = Int(stream.total_out)
            }
        }
    }
}
