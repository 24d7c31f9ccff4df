import Files

/// The checked content of a checkpoint, in either format.
struct Checkpoint {
    let stateKey: String?
    let otherStateKeys: [String]
    let entries: [PyTorchEntry]

    /// How many times the file's size the tensors may take together: tensors may share their
    /// storages, and a stride of 0 repeats an element as often as the shape says.
    private static let maximumRepetition = 8

    /// Reads and checks the bytes of a whole file, as ``StateSelection`` chooses.
    init(parsing file: UnsafeRawBufferPointer, stateKey: String?) throws(PyTorchProblem) {
        let (pickle, storages) =
            switch FileFormat(of: file) {
            case .zip: try Self.readArchive(file)
            case .legacy: try Self.readLegacy(file)
            case nil:
                throw ContentKind(of: file).map { PyTorchProblem.otherContent($0) }
                    ?? .notACheckpoint
            }
        let selection = try StateSelection(of: pickle, key: stateKey)
        self.stateKey = selection.key
        otherStateKeys = selection.otherKeys
        var entries: [PyTorchEntry] = []
        for (name, record) in selection.tensors {
            entries.append(
                try PyTorchEntry(name, record, in: pickle.storages[record.storage], storages))
        }
        self.entries = entries
        try Self.checkSize(of: entries, fileByteCount: file.count)
    }

    private static func checkSize(
        of entries: [PyTorchEntry], fileByteCount: Int
    ) throws(PyTorchProblem) {
        let limit = maximumRepetition * fileByteCount
        var byteCount = 0
        for entry in entries {
            let (sum, overflow) = byteCount.addingReportingOverflow(entry.byteCount)
            byteCount = overflow ? .max : sum
            if byteCount > limit { throw .repeatedBytes(byteCount: byteCount, limit: limit) }
        }
    }
}

/// The two formats of `torch.save`.
enum FileFormat {
    /// A zip archive, since PyTorch 1.6.
    case zip
    /// Five pickles and the elements, before.
    case legacy

    /// 0x1950A86A20F9469CFC6C, the legacy format's magic number, as its pickle has it.
    private static let magic: [UInt8] = [
        0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ]

    /// Recognizes a format by a file's first bytes.
    init?(of file: UnsafeRawBufferPointer) {
        // The length of a safetensors header can look like either start; what follows cannot.
        if file.starts(with: [0x50, 0x4B, 3, 4]), file.count <= 8 || file[8] != UInt8(ascii: "{") {
            self = .zip
        } else if file.first == 0x80,
            file.dropFirst(2).starts(with: Self.magic)
                || file.dropFirst(11).starts(with: Self.magic)
        {
            self = .legacy
        } else {
            return nil
        }
    }
}

// MARK: Formats

extension Checkpoint {
    /// Reads an archive: `data.pkl` in a folder, beside it `data/` with an entry for each storage,
    /// and `byteorder` in newer files.
    private static func readArchive(
        _ file: UnsafeRawBufferPointer
    ) throws(PyTorchProblem) -> (Pickle, StorageMap) {
        let archive = try ZipArchive(file)
        let pickles = archive.ranges.keys.filter {
            $0.hasSuffix("/data.pkl") && $0.utf8.count { $0 == UInt8(ascii: "/") } == 1
        }
        guard pickles.count == 1, let name = pickles.first, let range = archive.ranges[name] else {
            throw .otherContent(ContentKind(ofArchiveNaming: archive.ranges.keys))
        }
        let folder = name.dropLast("data.pkl".count)
        let program = archive.ranges.keys.filter {
            $0 == folder + "constants.pkl" || $0.hasPrefix(folder + "code/")
        }
        if let entry = program.min() { throw .torchScript(entry: entry) }
        if let name = archive.firstEncodedName { throw .encodedEntry(name: name) }
        if let order = archive.ranges[folder + "byteorder"] {
            let text = String(decoding: file[order].prefix(20), as: UTF8.self)
            if text != "little" { throw .wrongByteOrder(found: text) }
        }
        var reader = ByteReader(
            UnsafeRawBufferPointer(rebasing: file[..<range.upperBound]), at: range.lowerBound,
            part: "its pickle")
        return (try Pickle(&reader), StorageMap(archive, prefix: folder + "data/"))
    }

    /// Reads a legacy file: pickles of the magic number, the version, facts of the system and the
    /// value, and then the storages.
    private static func readLegacy(
        _ file: UnsafeRawBufferPointer
    ) throws(PyTorchProblem) -> (Pickle, StorageMap) {
        var reader = ByteReader(file, at: 0, part: "its pickle")
        _ = try Pickle(&reader)
        guard case .integer(1001) = try Pickle(&reader).root else { throw .unknownVersion }
        for member in try Pickle(&reader).members ?? [] {
            if case (.string("little_endian"), .bool(false)) = member {
                throw .wrongByteOrder(found: "big")
            }
        }
        let pickle = try Pickle(&reader)
        return (pickle, try StorageMap(&reader, of: pickle))
    }
}
