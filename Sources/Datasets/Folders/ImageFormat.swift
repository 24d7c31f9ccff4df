/// The kinds of image file that are read.
public enum ImageFormat: String, Sendable, CaseIterable {
    /// JPEG: baseline, progressive or arithmetic; grey, RGB, YCbCr, CMYK or YCCK; 8 bits.
    case jpeg

    /// PNG: every colour type and depth, interlaced or not.
    case png

    /// WebP, with loss or without; of a moving picture the first frame.
    case webP = "webp"

    /// BMP: 1 to 32 bits, packed or not.
    case bmp

    /// TIFF: the first page, of 1 to 16 bits, in any compression that libtiff knows.
    case tiff

    /// Grey or coloured portable maps of Netpbm, PGM and PPM, as text or as bytes.
    case netpbm
}

extension ImageFormat {
    /// The names for people, such as "JPEG".
    static let names = "JPEG, PNG, WebP, BMP, TIFF, PPM and PGM"

    /// The endings of names that mean one of these formats.
    static let endings: Set<String> = [
        "jpg", "jpeg", "jpe", "jfif", "jif", "png", "webp", "bmp", "dib", "tif", "tiff", "ppm",
        "pgm", "pnm",
    ]

    /// Returns the format that a file with these first bytes has, whatever its name says.
    init?(firstBytes bytes: some Collection<UInt8>) {
        let start = Array(bytes.prefix(FileContent.neededByteCount))
        let found = Self.allCases.first { $0.isFormat(ofFirstBytes: start) }
        guard let found else { return nil }
        self = found
    }

    /// Pixels for which a file of this format needs at least one byte; `nil` where one byte can stand
    /// for any number.
    ///
    /// A JPEG block of 64 pixels takes a bit with Huffman codes, 512 pixels a byte, and somewhat
    /// less with arithmetic ones. A byte of PNG holds 8 pixels and deflates 1032 times at best.
    var pixelsPerByte: Int? {
        switch self {
        case .jpeg: 8 * 512
        case .png: 8 * 1032
        case .netpbm: 1
        case .webP, .bmp, .tiff: nil
        }
    }

    private func isFormat(ofFirstBytes bytes: [UInt8]) -> Bool {
        switch self {
        case .jpeg: bytes.starts(with: [0xFF, 0xD8, 0xFF])
        case .png: bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        case .webP: bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
        case .bmp:
            bytes.starts(with: "BM".utf8)
                && bytes.dropFirst(14).prefix(4).elementsEqual(
                    bytes.dropFirst(14).prefix(1) + [0, 0, 0])
                && BMPHeader.sizes.contains(bytes.dropFirst(14).first.map(Int.init) ?? 0)
        case .tiff:
            [
                [0x49, 0x49, 42, 0], [0x4D, 0x4D, 0, 42], [0x49, 0x49, 43, 0], [0x4D, 0x4D, 0, 43],
            ]
            .contains { bytes.starts(with: $0) }
        case .netpbm:
            bytes.count > 2 && bytes[0] == UInt8(ascii: "P")
                && [UInt8]("2356".utf8).contains(bytes[1])
                && [UInt8](" \t\n\r#\u{0B}\u{0C}".utf8).contains(bytes[2])
        }
    }
}
