import Files

/// A compressed file opened for reading: a safetensors file in which tensors with many zeros stand in
/// parts, the values and which elements they are of.
///
/// The file is mapped into memory. When it is opened its table of contents is compared with the parts;
/// reading a tensor unpacks that one and checks its positions. `docs/compressed.md` describes the
/// format.
public struct CompressedFile: TensorFile {
    /// Where the file was opened.
    public let path: String
    /// The texts that the file carries beside its tensors, without the table of contents.
    public let metadata: [String: String]
    /// The tensors, in the order in which a file that is not compressed has them.
    public let entries: [CompressedEntry]
    /// The tensors of types that this program does not know, in the order of the header.
    public var unusableTensors: [UnusableTensor] { file.unusableTensors }

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

    /// Whether a safetensors file is compressed: it has a table of contents.
    public static func isRecognized(_ file: SafetensorsFile) -> Bool {
        file.metadata[CompressedTable.key] != nil
    }

    private static func entries(
        of file: SafetensorsFile
    ) throws(CompressionProblem) -> [CompressedEntry] {
        guard let text = file.metadata[CompressedTable.key] else {
            throw CompressionProblem("its metadata have no '\(CompressedTable.key)'")
        }
        let stored = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, $0) })
        var plain = stored
        var packed: [CompressedEntry] = []
        var unpackedByteCount = 0
        for row in try CompressedTable(json: text).rows {
            guard stored[row.name] == nil,
                !file.unusableTensors.contains(where: { $0.name == row.name })
            else {
                throw CompressionProblem(
                    "it has tensor \(row.name.quotedOnOneLine) both packed and as it is")
            }
            let parts = try PackedParts(of: row, among: stored)
            for part in [parts.values, parts.positions, parts.scale] {
                if let part { plain[part.name] = nil }
            }
            let byteCount = row.shape.reduce(row.dtype.byteCount, *)
            unpackedByteCount = min(unpackedByteCount, .max - byteCount) + byteCount
            packed.append(CompressedEntry(row, parts))
        }
        let allowed = CompressedTable.allowedByteCount(ofFile: file.byteCount)
        guard unpackedByteCount <= allowed else {
            throw CompressionProblem(
                "its tensors would unpack to \(unpackedByteCount) bytes, and at most \(allowed) are "
                    + "allowed for its \(file.byteCount)")
        }
        return (packed + plain.values.map { CompressedEntry($0) }).sorted {
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

    /// Calls `body` with the elements of an entry of this file, which are unpacked first if they stand
    /// in parts.
    ///
    /// - Throws: ``CompressedFileError/damagedTensor(_:path:problem:)``, or what `body` throws.
    public func withUnsafeBytes<Result>(
        of entry: CompressedEntry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        switch entry.storage {
        case .plain(let stored): return try file.withUnsafeBytes(of: stored, body)
        case .packed(let parts):
            let bytes: [UInt8]
            do {
                bytes = try parts.unpacked(dtype: entry.dtype, shape: entry.shape, from: file)
            } catch let problem as CompressionProblem {
                throw CompressedFileError.damagedTensor(
                    entry.name, path: path, problem: problem.text)
            }
            return try bytes.withUnsafeBytes(body)
        }
    }
}
