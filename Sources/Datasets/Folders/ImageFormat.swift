/// The kinds of image file that are read.
public enum ImageFormat: String, Sendable, CaseIterable {
    /// JPEG: baseline, progressive or arithmetic; grey, RGB, YCbCr, CMYK or YCCK; 8 bits.
    case jpeg

    /// PNG: every colour type and depth, interlaced or not.
    case png
}

extension ImageFormat {
    /// Returns the format that a file with these first bytes has, whatever its name says.
    init?(firstBytes bytes: some Collection<UInt8>) {
        let found = Self.allCases.first { bytes.starts(with: $0.signature) }
        guard let found else { return nil }
        self = found
    }

    /// Pixels for which a file of this format needs at least one byte.
    ///
    /// A JPEG block of 64 pixels takes a bit with Huffman codes, 512 pixels a byte, and somewhat
    /// less with arithmetic ones. A byte of PNG holds 8 pixels and deflates 1032 times at best.
    var pixelsPerByte: Int {
        switch self {
        case .jpeg: 8 * 512
        case .png: 8 * 1032
        }
    }

    private var signature: [UInt8] {
        switch self {
        case .jpeg: [0xFF, 0xD8, 0xFF]
        case .png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        }
    }
}
