import Files

/// A file of NumPy arrays opened for reading: one array (`.npy`), or an archive of them (`.npz`).
///
/// Nothing in the file is run: arrays of Python objects, which are pickles, are refused. Sizes are
/// believed only after the file has shown them. Arrays that are not packed stay in the mapped file;
/// packed ones are unpacked into memory when the file is opened. Those of an archive are compared with
/// their checksums.
///
/// Source: NumPy, `numpy.lib.format`, versions 1.0 to 3.0 of the format.
public struct NumpyFile: TensorFile {
    /// Where the file was opened.
    public let path: String
    /// The arrays in the order of the file. That of an `.npy` file has the file's name, without the
    /// ending.
    public let entries: [NumpyEntry]
    /// The arrays of texts, dates, complex numbers and records.
    public let unusableTensors: [UnusableTensor]

    /// Nothing: the format has no place for texts.
    public var metadata: [String: String] { [:] }

    private let file: MappedFile
    private let positions: [String: Int]

    /// Opens the file at `path` and checks it.
    ///
    /// - Parameter path: The file to open.
    /// - Throws: `FileError` if the file cannot be read, or
    ///   ``NumpyFileError/unreadable(path:entry:problem:)``.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        let arrays = try file.withUnsafeBytes { bytes throws(NumpyFileError) in
            try NumpyArrays(parsing: bytes, path: path)
        }
        self.path = path
        self.file = file
        entries = arrays.entries
        unusableTensors = arrays.unusable
        positions = Dictionary(
            uniqueKeysWithValues: arrays.entries.enumerated().map { ($1.name, $0) })
    }

    /// Looks whether the file at `path` is one of NumPy.
    ///
    /// - Parameter path: The file to look at.
    /// - Returns: Whether its first bytes are those of an array, or it is a zip archive with nothing
    ///   but arrays or with the ending `.npz`.
    /// - Throws: `FileError` if the file cannot be read.
    public static func isRecognized(at path: String) throws -> Bool {
        try MappedFile(path: path).withUnsafeBytes { bytes in
            if bytes.starts(with: NumpyHeader.magic) { return true }
            guard bytes.starts(with: [0x50, 0x4B]),
                FileFormat(of: bytes) == .zip || bytes.count < 64
            else { return false }
            if path.hasEnding(".npz") { return true }
            guard let archive = try? ZipArchive(bytes) else { return false }
            return ContentKind(ofArchiveNaming: archive.entries.map(\.name)) == .numpyArchive
        }
    }

    /// Looks an array up.
    ///
    /// - Throws: ``NumpyFileError/missingTensor(_:path:)``.
    public func entry(_ name: String) throws(NumpyFileError) -> NumpyEntry {
        guard let position = positions[name] else { throw .missingTensor(name, path: path) }
        return entries[position]
    }

    /// Calls `body` with the elements of an entry of this file, row-major and little-endian.
    ///
    /// They are copied only if they stand in the file in another order.
    public func withUnsafeBytes<Result>(
        of entry: NumpyEntry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        switch entry.storage {
        case .unpacked(let bytes):
            try bytes.withUnsafeBytes {
                try entry.withOrderedBytes(
                    UnsafeRawBufferPointer(rebasing: $0[entry.byteRange]), body)
            }
        case .mapped:
            try file.withUnsafeBytes {
                try entry.withOrderedBytes(
                    UnsafeRawBufferPointer(rebasing: $0[entry.byteRange]), body)
            }
        }
    }
}

/// The arrays of a file, whichever of the two formats it has.
private struct NumpyArrays {
    private(set) var entries: [NumpyEntry] = []
    private(set) var unusable: [UnusableTensor] = []

    init(parsing file: UnsafeRawBufferPointer, path: String) throws(NumpyFileError) {
        guard file.starts(with: NumpyHeader.magic) else {
            try readArchive(file, path: path)
            return
        }
        let fileName = path.split(separator: "/").last.map(String.init) ?? path
        do throws(NumpyProblem) {
            try add(
                Self.tensorName(fileName), NumpyHeader(file), range: 0..<file.count, .mapped)
        } catch {
            throw .unreadable(path: path, entry: nil, problem: error)
        }
    }

    private mutating func readArchive(
        _ file: UnsafeRawBufferPointer, path: String
    ) throws(NumpyFileError) {
        let archive: ZipArchive
        do throws(PyTorchProblem) {
            archive = try ZipArchive(file)
        } catch {
            throw .unreadable(path: path, entry: nil, problem: .archive("\(error)"))
        }
        guard !archive.entries.isEmpty else {
            throw .unreadable(path: path, entry: nil, problem: .noArrays)
        }
        for entry in archive.entries {
            do throws(NumpyProblem) {
                try add(entry, of: file)
            } catch {
                throw .unreadable(path: path, entry: entry.name, problem: error)
            }
        }
    }

    /// Reads one entry of an archive.
    private mutating func add(
        _ entry: ZipEntry, of file: UnsafeRawBufferPointer
    ) throws(NumpyProblem) {
        guard entry.name.hasSuffix(".npy") else { throw .noArray }
        guard !entry.isEncrypted, entry.method == 0 || entry.method == 8 else {
            throw .unknownPacking(method: Int(entry.method), isEncrypted: entry.isEncrypted)
        }
        let range: Range<Int>
        do throws(PyTorchProblem) {
            range = try entry.dataRange(in: file)
        } catch {
            throw .archive("\(error)")
        }
        let name = Self.tensorName(entry.name)
        let stored = UnsafeRawBufferPointer(rebasing: file[range])
        if entry.method == 0 {
            let header = try NumpyHeader(stored)
            guard crc(of: stored) == entry.checksum else { throw .damaged }
            try add(name, header, range: range, .mapped)
            return
        }
        guard
            let bytes = inflated(stored, byteCount: entry.byteCount, checksum: entry.checksum)
        else { throw .damaged }
        // An array's own closure passes no typed errors on.
        let header = bytes.withUnsafeBytes { buffer in
            Result { () throws(NumpyProblem) in try NumpyHeader(buffer) }
        }
        try add(name, header.get(), range: 0..<bytes.count, .unpacked(bytes))
    }

    /// Takes the array that fills `range` and begins with `header`.
    private mutating func add(
        _ name: String, _ header: NumpyHeader, range: Range<Int>, _ storage: NumpyEntry.Storage
    ) throws(NumpyProblem) {
        let elements = range.lowerBound + header.byteCount..<range.upperBound
        guard let type = header.type.stored else {
            unusable.append(
                UnusableTensor(
                    name: name, type: header.type.text, shape: header.shape,
                    byteCount: elements.count))
            return
        }
        entries.append(
            try NumpyEntry(name, header, dtype: type, byteRange: elements, storage: storage))
    }

    private static func tensorName(_ name: String) -> String {
        name.hasSuffix(".npy") ? String(name.dropLast(4)) : name
    }
}
