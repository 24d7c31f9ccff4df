/// The header of a BMP file, checked, and the way from its numbers to pixels.
///
/// Source: Microsoft, "Bitmap Storage", BITMAPFILEHEADER and BITMAPINFOHEADER with its later
/// versions. As in Pillow, what packed data skip is black, and so is a colour that the palette lacks.
struct BMPHeader {
    /// Columns, at least 1.
    let width: Int

    /// Rows, at least 1.
    let height: Int

    private let file: String
    private let isTopDown: Bool
    private let bitCount: Int
    private let packing: Int
    private let dataStart: Int

    /// Red, green and blue of each colour, for up to 8 bits.
    private let palette: [UInt8]

    /// The bits of red, green and blue in a pixel of 16 or 32 bits.
    private let masks: [UInt32]

    /// The sizes of the header after the first 14 bytes.
    static let sizes: Set<Int> = [12, 40, 52, 56, 64, 108, 124]

    /// Reads the header of a file.
    ///
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)``.
    init(_ bytes: [UInt8], file: String) throws(DatasetError) {
        func refusal(_ reason: String) -> DatasetError {
            .undecodableImage(file: file, reason: reason)
        }
        func number(_ place: Int, _ byteCount: Int) -> Int {
            bytes[place..<place + byteCount].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard bytes.count >= 18, Self.sizes.contains(number(14, 4)),
            bytes.count >= 14 + number(14, 4)
        else { throw refusal("its header is cut off") }
        let size = number(14, 4)
        let isOld = size == 12
        let rows = isOld ? number(20, 2) : Int(Int32(truncatingIfNeeded: number(22, 4)))
        width = isOld ? number(18, 2) : Int(Int32(truncatingIfNeeded: number(18, 4)))
        height = abs(rows)
        isTopDown = rows < 0
        bitCount = number(isOld ? 24 : 28, 2)
        packing = isOld ? 0 : number(30, 4)
        dataStart = number(10, 4)
        self.file = file
        guard width > 0, height > 0, height < 1 << 31 else {
            throw refusal("it has \(width) × \(rows) pixels; both sides must be at least 1")
        }
        guard Self.packings[packing]?.contains(bitCount) == true else {
            throw refusal(
                "its pixels have \(bitCount) bits in packing \(packing), which is not read")
        }
        let maskCount = packing == 3 && size == 40 ? 3 : packing == 6 && size == 40 ? 4 : 0
        let paletteStart = 14 + size + 4 * maskCount
        guard bytes.count >= paletteStart else { throw refusal("its header is cut off") }
        var masks: [UInt32] = bitCount == 16 ? [0x7C00, 0x3E0, 0x1F] : [0xFF_0000, 0xFF00, 0xFF]
        if packing == 3 || packing == 6, size != 64, bytes.count >= 66 {
            masks = [54, 58, 62].map { UInt32(number($0, 4)) }
        }
        guard masks.allSatisfy(Self.isMask) else {
            throw refusal("the bits of its colours are not up to 16 in a row")
        }
        self.masks = masks
        guard bitCount <= 8 else {
            palette = []
            return
        }
        let entrySize = isOld ? 3 : 4
        let said = isOld ? 0 : number(46, 4)
        let colorCount = min(said == 0 ? 1 << bitCount : said, 1 << bitCount)
        var palette = [UInt8](repeating: 0, count: 3 << bitCount)
        for color in 0..<colorCount {
            let place = paletteStart + color * entrySize
            guard place + 3 <= bytes.count else { throw refusal("its palette is cut off") }
            for channel in 0..<3 { palette[3 * color + channel] = bytes[place + 2 - channel] }
        }
        self.palette = palette
    }

    /// The numbers of bits that each packing can have: none, runs of 8 bits, runs of 4 bits, masks.
    private static let packings: [Int: Set<Int>] = [
        0: [1, 4, 8, 16, 24, 32], 1: [8], 2: [4], 3: [16, 32], 6: [16, 32],
    ]

    private static func isMask(_ mask: UInt32) -> Bool {
        let row = mask >> UInt32(min(mask.trailingZeroBitCount, 31))
        return row & (row &+ 1) == 0 && row < 1 << 16
    }
}

extension BMPHeader {
    /// Returns the pixels of the file, `[height, width, 3]`.
    ///
    /// - Throws: ``DatasetError/undecodableImage(file:reason:)`` for a file that ends too early.
    func pixels(of bytes: [UInt8]) throws(DatasetError) -> [UInt8] {
        if packing == 1 || packing == 2 { return try unpackedPixels(of: bytes) }
        let rowSize = (width * bitCount + 31) / 32 * 4
        guard dataStart <= bytes.count, rowSize <= (bytes.count - dataStart) / height else {
            throw .undecodableImage(file: file, reason: "it ends before its last row")
        }
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        for row in 0..<height {
            let line = dataStart + (isTopDown ? row : height - 1 - row) * rowSize
            let place = 3 * row * width
            for column in 0..<width {
                write(bytes, line, column, to: &pixels, at: place + 3 * column)
            }
        }
        return pixels
    }

    /// Writes the colour of one pixel of the line that starts at `line`.
    private func write(
        _ bytes: [UInt8], _ line: Int, _ column: Int, to pixels: inout [UInt8], at place: Int
    ) {
        switch bitCount {
        case 24:
            for channel in 0..<3 {
                pixels[place + channel] = bytes[line + 3 * column + 2 - channel]
            }
        case 16, 32:
            let size = bitCount / 8
            let start = line + size * column
            let pixel = (0..<size).reduce(0 as UInt32) {
                $0 | UInt32(bytes[start + $1]) << (8 * $1)
            }
            for channel in 0..<3 { pixels[place + channel] = Self.level(pixel, masks[channel]) }
        default:
            let perByte = 8 / bitCount
            let shift = bitCount * (perByte - 1 - column % perByte)
            let color = Int(bytes[line + column / perByte]) >> shift & (1 << bitCount - 1)
            write(color: color, to: &pixels, at: place)
        }
    }

    private func write(color: Int, to pixels: inout [UInt8], at place: Int) {
        for channel in 0..<3 { pixels[place + channel] = palette[3 * color + channel] }
    }

    /// Returns the bits of `mask`, brought to 0...255.
    private static func level(_ pixel: UInt32, _ mask: UInt32) -> UInt8 {
        guard mask != 0 else { return 0 }
        let shift = UInt32(mask.trailingZeroBitCount)
        return UInt8((pixel & mask) >> shift * 255 / (mask >> shift))
    }

    /// Returns the pixels of a file with runs: a count and a colour; or 0 and the end of the line, 0
    /// and 1, the end of the image, 2, a step to the right and up, or the number of single colours.
    private func unpackedPixels(of bytes: [UInt8]) throws(DatasetError) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        for position in 0..<width * height { write(color: 0, to: &pixels, at: 3 * position) }
        var reader = bytes.dropFirst(dataStart)
        var (column, row) = (0, 0)
        func draw(_ color: Int) {
            guard column < width, row < height else { return }
            let line = isTopDown ? row : height - 1 - row
            write(color: color, to: &pixels, at: 3 * (line * width + column))
            column += 1
        }
        while row < height {
            guard let count = reader.popFirst(), let value = reader.popFirst() else {
                throw .undecodableImage(file: file, reason: "it ends before its last row")
            }
            if count > 0 {
                for index in 0..<Int(count) { draw(color(value, index)) }
                continue
            }
            switch value {
            case 0: (column, row) = (0, row + 1)
            case 1: return pixels
            case 2:
                guard let right = reader.popFirst(), let up = reader.popFirst() else { continue }
                (column, row) = (column + Int(right), row + Int(up))
            default:
                let byteCount = packing == 1 ? Int(value) : (Int(value) + 1) / 2
                let values = Array(reader.prefix(byteCount))
                reader = reader.dropFirst(byteCount + byteCount % 2)
                for index in 0..<Int(value) {
                    let place = packing == 1 ? index : index / 2
                    guard place < values.count else { break }
                    draw(color(values[place], index))
                }
            }
        }
        return pixels
    }

    /// The colour number `index` of a byte of a run.
    private func color(_ byte: UInt8, _ index: Int) -> Int {
        packing == 1 ? Int(byte) : Int(index % 2 == 0 ? byte >> 4 : byte & 15)
    }
}
