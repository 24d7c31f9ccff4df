import CZlib

/// A picture in the form of PNG.
public struct PNGImage: Equatable, Sendable {
    /// The pixels of a row.
    public let width: Int
    /// The rows.
    public let height: Int
    /// 1 for grey, 3 for red, green and blue.
    public var channelCount = 1
    /// The bytes of a file.
    public let file: [UInt8]

    init(width: Int, height: Int, file: [UInt8]) {
        (self.width, self.height, self.file) = (width, height, file)
    }

    /// Encodes a picture; `nil` for other numbers of channels, or planes that are no rows of `width`.
    ///
    /// - Parameters:
    ///   - planes: A byte for each pixel, row by row, of each channel: one for grey, or red, green
    ///     and blue.
    ///   - width: The pixels of a row, at least 1.
    public init?(planes: [[UInt8]], width: Int) {
        guard [1, 3].contains(planes.count), width > 0, let count = planes.first?.count, count > 0,
            count.isMultiple(of: width), planes.allSatisfy({ $0.count == count })
        else { return nil }
        (self.width, height) = (width, count / width)
        channelCount = planes.count
        var rows: [UInt8] = []
        for row in 0..<height {
            // The byte before a row says that its bytes are as they are.
            rows.append(0)
            for place in row * width..<(row + 1) * width { rows += planes.map { $0[place] } }
        }
        guard let packed = Self.deflated(rows) else { return nil }
        let size = Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height))
        let kind: [UInt8] = [8, planes.count == 1 ? 0 : 2, 0, 0, 0]
        file =
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", size + kind)
            + Self.chunk("IDAT", packed) + Self.chunk("IEND", [])
    }

    private static func chunk(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        let named = Array(name.utf8) + bytes
        return bigEndian(UInt32(bytes.count)) + named
            + bigEndian(UInt32(crc32(0, named, uInt(named.count))))
    }

    private static func deflated(_ bytes: [UInt8]) -> [UInt8]? {
        var count = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(count))
        guard compress(&packed, &count, bytes, uLong(bytes.count)) == Z_OK else { return nil }
        return Array(packed.prefix(Int(count)))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian, Array.init)
    }
}
