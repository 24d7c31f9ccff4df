import Files

/// A compressed file opened for reading: a safetensors file with the values of all tensors, and for those
/// with many zeros which elements they are of.
///
/// The file is mapped into memory. When it is opened its table of contents is compared with its parts;
/// reading a tensor unpacks that one and checks its positions, and copies nothing of a tensor that stands
/// there as it is. `docs/compressed.md` describes the format.
public struct CompressedFile: TensorFile {
    /// Where the file was opened.
    public let path: String
    /// The texts that the file carries beside its tensors, without what says that it is compressed.
    public let metadata: [String: String]
    /// The tensors, in the order in which a file that is not compressed has them.
    public let entries: [CompressedEntry]

    /// Nothing: a compressed file has no such tensors.
    public var unusableTensors: [UnusableTensor] { [] }

    private let file: SafetensorsFile
    private let positions: [String: Int]

    /// Opens the file at `path` and checks its table of contents.
    ///
    /// - Parameter path: The file to open.
    /// - Throws: `FileError`, ``SafetensorsError``, and
    ///   ``CompressedFileError/invalidTable(path:problem:)``.
    public init(path: String) throws {
        try self.init(SafetensorsFile(path: path))
    }

    /// Reads the table of contents of a safetensors file.
    ///
    /// - Throws: ``CompressedFileError/invalidTable(path:problem:)``, also for a file without one.
    public init(_ file: SafetensorsFile) throws(CompressedFileError) {
        self.file = file
        path = file.path
        metadata = file.metadata.filter { $0.key != CompressedTable.key }
        do throws(CompressionProblem) {
            entries = try Self.entries(of: file)
        } catch {
            throw .invalidTable(path: file.path, problem: error.text)
        }
        positions = Dictionary(
            uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    }

    /// Whether a safetensors file is compressed, as its metadata say.
    public static func isRecognized(_ file: SafetensorsFile) -> Bool {
        file.metadata[CompressedTable.key] != nil
    }

    private static func entries(
        of file: SafetensorsFile
    ) throws(CompressionProblem) -> [CompressedEntry] {
        guard let metadata = file.metadata[CompressedTable.key] else {
            throw CompressionProblem("its metadata have no '\(CompressedTable.key)'")
        }
        let stored = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0) })
        guard let place = stored[PartPools.tableName] else {
            throw CompressionProblem("it has no '\(PartPools.tableName)'")
        }
        // What rethrows passes no typed errors on.
        let table = file.withUnsafeBytes(of: place) { bytes in
            Result { () throws(CompressionProblem) in
                try CompressedTable(bytes, metadata: metadata)
            }
        }
        if let tensor = file.unusableTensors.first {
            throw CompressionProblem(
                "its \(tensor.name.quotedOnOneLine) has the unknown type "
                    + tensor.type.quotedOnOneLine)
        }
        var pools = PartPools(stored)
        var entries: [CompressedEntry] = []
        var unpackedByteCount = 0
        for row in try table.get().rows {
            entries.append(CompressedEntry(row: row, parts: try pools.parts(of: row)))
            let byteCount = row.elementCount * row.dtype.byteCount
            unpackedByteCount = min(unpackedByteCount, .max - byteCount) + byteCount
        }
        try pools.expectEnd()
        let allowed = CompressedTable.allowedByteCount(ofFile: file.byteCount)
        guard unpackedByteCount <= allowed else {
            throw CompressionProblem(
                "its tensors would unpack to \(unpackedByteCount) bytes, and at most \(allowed) are "
                    + "allowed for its \(file.byteCount)")
        }
        return entries.sorted {
            SafetensorsWriter.isBefore(($0.dtype, $0.name), ($1.dtype, $1.name))
        }
    }

    /// Looks a tensor up.
    ///
    /// - Throws: ``SafetensorsError/missingTensor(_:path:)``.
    public func entry(_ name: String) throws(SafetensorsError) -> CompressedEntry {
        guard let position = positions[name] else { throw .missingTensor(name, path: path) }
        return entries[position]
    }

    /// Calls `body` with the elements of an entry of this file, which are unpacked first where they do not
    /// stand there as they are.
    ///
    /// - Throws: ``CompressedFileError/damagedTensor(_:path:problem:)``, or what `body` throws.
    public func withUnsafeBytes<Result>(
        of entry: CompressedEntry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        if entry.isStoredAsItIs {
            return try file.withUnsafeBytes(of: entry.parts.values, body)
        }
        let bytes: [UInt8]
        do {
            bytes = try entry.unpacked(from: file)
        } catch let problem as CompressionProblem {
            throw CompressedFileError.damagedTensor(entry.name, path: path, problem: problem.text)
        }
        return try bytes.withUnsafeBytes(body)
    }
}

extension SafetensorsFile {
    /// Calls `body` with the bytes of a part.
    func withUnsafeBytes<Result>(
        of part: CompressedEntry.Part, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        guard let entry = part.entry else {
            return try body(UnsafeRawBufferPointer(start: nil, count: 0))
        }
        return try withUnsafeBytes(of: entry) { bytes in
            try body(UnsafeRawBufferPointer(rebasing: bytes[part.range]))
        }
    }
}
