/// The frames of TensorFlow's record files: a length, its checksum, bytes, and their checksum.
///
/// Source: tensorflow/core/lib/io/record_writer.h: `uint64` length, `uint32` masked CRC of the length,
/// the bytes, `uint32` masked CRC of the bytes, all little-endian.
package enum Record {
    private static let headerSize = 12
    private static let trailerSize = 4

    /// The frame around `bytes`.
    package static func framed(_ bytes: [UInt8]) -> [UInt8] {
        let length = littleEndian(UInt64(bytes.count))
        return length + littleEndian(CRC32C.masked(length)) + bytes
            + littleEndian(CRC32C.masked(bytes))
    }

    /// The bytes in the frame that begins at `start`, with its end; `nil` where there is no whole frame
    /// with right checksums.
    package static func content(
        of file: [UInt8], from start: Int
    ) -> (bytes: ArraySlice<UInt8>, end: Int)? {
        let room = file.count - start
        guard room >= headerSize + trailerSize else { return nil }
        let length = file[start..<start + 8]
        let checksum: UInt32 = number(file[start + 8..<start + headerSize])
        let wanted: UInt64 = number(length)
        guard CRC32C.masked(length) == checksum,
            wanted <= UInt64(room - headerSize - trailerSize)
        else { return nil }
        let begin = start + headerSize
        let bytes = file[begin..<begin + Int(wanted)]
        let end = bytes.endIndex + trailerSize
        guard CRC32C.masked(bytes) == number(file[bytes.endIndex..<end]) else { return nil }
        return (bytes, end)
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian, Array.init)
    }

    private static func number<Number: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>) -> Number {
        bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
    }
}

/// The checksum of Castagnoli, as iSCSI and TensorFlow use it.
///
/// Source: RFC 3720, appendix B.4, the polynomial; tensorflow/core/lib/hash/crc32c.h, the mask.
package enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { rest, _ in
            rest & 1 == 1 ? rest >> 1 ^ 0x82F6_3B78 : rest >> 1
        }
    }

    /// The checksum of `bytes`.
    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)]
        }
    }

    /// The checksum, turned and moved so that a checksum of bytes with checksums in them says something.
    package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let sum = checksum(bytes)
        return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
    }
}
