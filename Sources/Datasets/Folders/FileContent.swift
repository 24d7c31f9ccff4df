import Files
import Foundation

/// What a file holds, told by its first bytes.
enum FileContent: Equatable {
    /// An image of a format that is read.
    case image

    /// Something else, in a word or two, such as "GIF".
    case other(String)

    /// First bytes that are needed to tell.
    static let neededByteCount = 64

    /// Looks into the file at `path`.
    init(ofFile path: FilePath) {
        guard let opened = try? openForReading(path) else {
            self = .other("unreadable")
            return
        }
        defer { close(opened.descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.neededByteCount) { buffer, count in
            count = max(0, read(opened.descriptor, buffer.baseAddress, buffer.count))
        }
        self.init(firstBytes: bytes)
    }

    /// Tells what a file with these first bytes holds.
    init(firstBytes bytes: [UInt8]) {
        if ImageFormat(firstBytes: bytes) != nil {
            self = .image
        } else {
            self = .other(Self.word(for: bytes))
        }
    }

    /// Returns why a file with these bytes is no image that is read, as the end of a sentence.
    static func refusal(of bytes: [UInt8]) -> String {
        let formats = "the formats that are read are \(ImageFormat.names)"
        return switch word(for: Array(bytes.prefix(neededByteCount))) {
        case "empty": "it is empty"
        case "of an unknown kind": "it is of an unknown kind; \(formats)"
        case let word: "it is \(word); \(formats)"
        }
    }

    /// Returns a word for what is no image that is read.
    private static func word(for bytes: [UInt8]) -> String {
        if bytes.isEmpty { return "empty" }
        if bytes.dropFirst(4).starts(with: "ftyp".utf8) { return brand(bytes.dropFirst(8)) }
        if let known = signatures.first(where: { bytes.starts(with: $0.start) }) {
            return known.word
        }
        return isText(bytes) ? "text" : "of an unknown kind"
    }

    /// Returns the format of a file of boxes, such as HEIC, by the brand that it names first.
    private static func brand(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.starts(with: "avi".utf8) { return "AVIF" }
        let isHEIF = ["hei", "hev", "mif", "msf"].contains { bytes.starts(with: $0.utf8) }
        return isHEIF ? "HEIC" : "video"
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
    }

    private static let signatures: [(start: [UInt8], word: String)] = [
        (Array("GIF8".utf8), "GIF"), (Array("8BPS".utf8), "PSD"), (Array("%PDF".utf8), "PDF"),
        (Array("<svg".utf8), "SVG"), (Array("PK".utf8) + [3, 4], "zip"), ([0x1F, 0x8B], "gzip"),
        ([0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "JPEG XL"), ([0xFF, 0x0A], "JPEG XL"),
        ([0, 0, 0, 0x0C, 0x6A, 0x50], "JPEG 2000"), ([0xFF, 0x4F, 0xFF, 0x51], "JPEG 2000"),
        ([0, 0, 1, 0], "icon"), ([0x93] + Array("NUMPY".utf8), "NumPy array"),
        ([0xD0, 0xCF, 0x11, 0xE0], "OLE"), (Array("RIFF".utf8), "audio or video"),
        (Array("P1".utf8), "PBM"), (Array("P4".utf8), "PBM"), (Array("P7".utf8), "PAM"),
        (Array("Pf".utf8), "PFM"), (Array("PF".utf8), "PFM"),
    ]
}
