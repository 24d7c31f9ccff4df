/// The checksum of zip, gzip and PNG: CRC-32 with the polynomial 0xEDB88320 (ISO 3309).
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in
        (crc >> 8) ^ crcTable[Int(UInt8(truncatingIfNeeded: crc) ^ byte)]
    }
}

private let crcTable: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
        value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1
    }
}

extension [UInt8] {
    /// The little-endian number of `size` bytes at `place`; `nil` beyond the end.
    func number(at place: Int, size: Int) -> Int? {
        guard place >= 0, place + size <= count else { return nil }
        let value = (0..<size).reduce(UInt64(0)) { $0 | UInt64(self[place + $1]) << UInt64(8 * $1) }
        return Int(exactly: value)
    }

    /// Overwrites `size` bytes at `place` with a little-endian number.
    mutating func set(_ number: UInt64, at place: Int, size: Int) {
        for offset in 0..<size where place + offset < count {
            self[place + offset] = UInt8(truncatingIfNeeded: number >> UInt64(8 * offset))
        }
    }
}

/// Makes the checksums of all stored members of a zip file right.
func repairedZip(_ input: [UInt8]) -> [UInt8] {
    var bytes = input
    for place in bytes.indices.dropLast(46)
    where bytes[place..<place + 4].elementsEqual([0x50, 0x4B, 1, 2]) {
        guard let local = bytes.number(at: place + 42, size: 4),
            let size = bytes.number(at: place + 20, size: 4),
            let nameSize = bytes.number(at: local + 26, size: 2),
            let extraSize = bytes.number(at: local + 28, size: 2)
        else { continue }
        let start = local + 30 + nameSize + extraSize
        guard start <= bytes.count, size <= bytes.count - start else { continue }
        let checksum = UInt64(crc32(bytes[start..<start + size]))
        bytes.set(checksum, at: place + 16, size: 4)
        bytes.set(checksum, at: local + 14, size: 4)
    }
    return bytes
}

/// Makes the checksums of all chunks of a PNG file right.
func repairedPNG(_ input: [UInt8]) -> [UInt8] {
    var bytes = input
    var place = 8
    while place + 12 <= bytes.count {
        let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= bytes.count - place - 12 else { break }
        let end = place + 8 + length
        let checksum = crc32(bytes[place + 4..<end])
        bytes.set(UInt64(checksum.byteSwapped), at: end, size: 4)
        place = end + 4
    }
    return bytes
}

/// A gzip file with `bytes` in stored blocks.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
        let end = min(bytes.count, start + 65_535)
        let size = UInt16(end - start)
        file.append(end == bytes.count ? 1 : 0)
        for half in [size, ~size] { file += [UInt8(half & 0xFF), UInt8(half >> 8)] }
        file += bytes[start..<end]
        start = end
    } while start < bytes.count
    let trailer = file.count
    file += [UInt8](repeating: 0, count: 8)
    file.set(UInt64(crc32(bytes)), at: trailer, size: 4)
    file.set(UInt64(bytes.count), at: trailer + 4, size: 4)
    return file
}
