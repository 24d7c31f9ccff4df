import Foundation

/// What a file that is no weights of a known format holds, by its first bytes.
///
/// Downloads fail in ways that leave a file of the right name: a pointer, a page, an error message.
/// One table names them for all readers of weights.
public enum ContentKind: Equatable, Sendable, CustomStringConvertible {
    /// A file without a byte.
    case empty
    /// What Git leaves in the place of a file that Git LFS keeps.
    case lfsPointer
    /// A web page.
    case html
    /// XML, which servers of files answer with when they refuse one.
    case xml
    /// The index of weights that stand in several files, with their names.
    case shardIndex(files: [String])
    /// Any other JSON.
    case json
    /// Any other text.
    case text
    /// Bytes that are compressed as a whole, by the name of the format.
    case compressed(String)
    /// A tar archive.
    case tar
    /// A zip archive with the arrays of NumPy.
    case numpyArchive
    /// A zip archive that Keras has written.
    case kerasArchive
    /// Any other zip archive.
    case zip
    /// An array of NumPy.
    case numpyArray
    /// HDF5, as Keras writes it.
    case hdf5
    /// A network in the format of ONNX.
    case onnx
    /// A network of TensorFlow Lite.
    case tensorFlowLite
    /// Weights in the format of llama.cpp.
    case gguf
    /// A pickle that `torch.save` did not write.
    case pickle
    /// A checkpoint of `torch.save`.
    case checkpoint
    /// An image, by the name of its format.
    case image(String)

    /// What the file is, and what can be done, as the end of a sentence.
    public var description: String {
        switch self {
        case .empty: "an empty file"
        case .lfsPointer:
            "a pointer of Git LFS in the place of the file, which 'git lfs pull' downloads"
        case .html: "a web page (HTML) and not the file that was to be downloaded"
        case .xml: "an XML text, such as the message of a server that refuses a download"
        case .shardIndex(let files):
            "the index of weights that stand in "
                + (files.isEmpty ? "no file" : files.map(\.quotedOnOneLine).joined(separator: ", "))
        case .json: "a JSON text"
        case .text: "a text"
        case .compressed(let name): "compressed with \(name) and has to be unpacked first"
        case .tar: "a tar archive and has to be unpacked first"
        case .numpyArchive: "an archive of NumPy arrays (.npz)"
        case .kerasArchive: "a network of Keras (.keras)"
        case .zip: "a zip archive without the one 'data.pkl' that torch.save writes"
        case .numpyArray: "an array of NumPy (.npy)"
        case .hdf5: "an HDF5 file, such as Keras writes"
        case .onnx: "a network in the format of ONNX"
        case .tensorFlowLite: "a network of TensorFlow Lite"
        case .gguf: "a file of llama.cpp (GGUF)"
        case .pickle: "a pickle of Python that torch.save did not write"
        case .checkpoint: "a checkpoint of torch.save"
        case .image(let name): "an image (\(name))"
        }
    }

    /// Recognizes the content of a file; `nil` for bytes that are nothing known.
    ///
    /// - Parameter file: All bytes of the file.
    public init?(of file: UnsafeRawBufferPointer) {
        if file.isEmpty {
            self = .empty
        } else if let kind = Self.binary(file) ?? Self.text(file) {
            self = kind
        } else {
            return nil
        }
    }

    /// Recognizes a zip archive by the names in it.
    ///
    /// - Parameter names: The names of its entries, without a `data.pkl` of `torch.save`.
    public init(ofArchiveNaming names: some Sequence<String>) {
        let names = Set(names)
        if !names.isEmpty, names.allSatisfy({ $0.hasSuffix(".npy") }) {
            self = .numpyArchive
        } else if names.contains("model.weights.h5") {
            self = .kerasArchive
        } else {
            self = .zip
        }
    }
}

extension ContentKind {
    /// The first bytes of formats that begin with the same ones always.
    private static let signatures: [(bytes: [UInt8], kind: ContentKind)] = [
        ([0x1F, 0x8B], .compressed("gzip")), (Array("BZh".utf8), .compressed("bzip2")),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .compressed("xz")),
        ([0x28, 0xB5, 0x2F, 0xFD], .compressed("Zstandard")),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .compressed("7-Zip")),
        ([0x50, 0x4B, 3, 4], .zip), ([0x50, 0x4B, 5, 6], .zip),
        ([0x93] + Array("NUMPY".utf8), .numpyArray),
        ([0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A], .hdf5), (Array("GGUF".utf8), .gguf),
        ([0x89] + Array("PNG".utf8), .image("PNG")), ([0xFF, 0xD8, 0xFF], .image("JPEG")),
    ]

    private static func binary(_ file: UnsafeRawBufferPointer) -> ContentKind? {
        // The length of a safetensors header can look like a signature; what follows cannot.
        if file.count > 8, file[8] == UInt8(ascii: "{"), file[4..<8].allSatisfy({ $0 == 0 }) {
            return nil
        }
        if let (_, kind) = signatures.first(where: { file.starts(with: $0.bytes) }) { return kind }
        if file.dropFirst(257).starts(with: "ustar".utf8) { return .tar }
        if file.dropFirst(4).starts(with: "TFL3".utf8) { return .tensorFlowLite }
        // A pickle begins with its protocol and ends with the operation that stops it.
        if file.count > 2, file[0] == 0x80, (2...5).contains(file[1]), file[file.count - 1] == 0x2E
        {
            return .pickle
        }
        // Field 1 of ONNX is the version, a small number; then come a producer, operators or a graph.
        if file.count > 2, file[0] == 0x08, (1...31).contains(file[1]),
            [0x12, 0x1A, 0x22, 0x3A, 0x42].contains(file[2])
        {
            return .onnx
        }
        return nil
    }

    /// How much of a file is looked at to see whether it is text.
    private static let sampleLength = 4096

    private static func text(_ file: UnsafeRawBufferPointer) -> ContentKind? {
        let sample = file.prefix(sampleLength)
        guard !sample.contains(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0C, 0x0D].contains($0) })
        else { return nil }
        let start = String(decoding: sample, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"])).lowercased()
        if start.hasPrefix("version https://git-lfs.github.com/spec/") { return .lfsPointer }
        if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") { return .html }
        if start.hasPrefix("<?xml") || start.hasPrefix("<error") { return .xml }
        if start.hasPrefix("{") || start.hasPrefix("[") { return json(file) }
        // Bytes above ASCII are text only in the encoding that texts have.
        let isText = start.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" }
        return isText ? .text : nil
    }

    private static func json(_ file: UnsafeRawBufferPointer) -> ContentKind? {
        guard file.count <= 100_000_000 else { return .json }
        let value = try? JSONSerialization.jsonObject(with: Data(file))
        guard let map = (value as? [String: Any])?["weight_map"] as? [String: Any] else {
            return .json
        }
        return .shardIndex(files: Set(map.values.compactMap { $0 as? String }).sorted())
    }
}
