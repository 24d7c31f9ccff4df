package import Files

/// A safetensors file opened for reading.
///
/// The file is mapped into memory and checked completely when it is opened: afterwards every
/// tensor's bytes are there, and reading one touches only its own pages. Names that differ only in
/// Unicode normalization count as one.
public struct SafetensorsFile: TensorFile {
    /// Where the file was opened.
    public let path: String
    /// The texts that the file carries beside its tensors.
    public let metadata: [String: String]
    /// The tensors in the order of their bytes.
    public let entries: [SafetensorsEntry]
    /// The tensors of types that this program does not know, in the order of the header.
    public let unusableTensors: [UnusableTensor]

    /// The size of the file in bytes.
    var byteCount: Int { file.byteCount }

    private let file: MappedFile
    private let dataStart: Int
    private let positions: [String: Int]

    /// Opens the file at `path` and checks its header.
    ///
    /// - Parameter path: The file to open.
    /// - Throws: `FileError` if the file cannot be read,
    ///   ``SafetensorsError/otherContent(_:path:)`` for a file that is something else, or
    ///   ``SafetensorsError/malformed(path:problem:)``.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        let header: SafetensorsHeader
        do throws(FormatProblem) {
            header = try file.withUnsafeBytes { bytes throws(FormatProblem) in
                try SafetensorsHeader(parsing: bytes)
            }
        } catch {
            if let content = file.withUnsafeBytes({ ContentKind(of: $0) }) {
                throw SafetensorsError.otherContent(content, path: path)
            }
            throw SafetensorsError.malformed(path: path, problem: error)
        }
        self.path = path
        self.file = file
        metadata = header.metadata
        entries = header.entries
        unusableTensors = header.unusableTensors
        dataStart = header.dataStart
        positions = Dictionary(
            uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
    }

    /// Looks a tensor up.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: Its type, shape and place.
    /// - Throws: ``SafetensorsError/missingTensor(_:path:)``.
    public func entry(_ name: String) throws(SafetensorsError) -> SafetensorsEntry {
        guard let position = positions[name] else { throw .missingTensor(name, path: path) }
        return entries[position]
    }

    /// Where the bytes of an entry of this file lie.
    package func place(of entry: SafetensorsEntry) -> (file: MappedFile, range: Range<Int>) {
        let start = dataStart + entry.byteRange.lowerBound
        return (file, start..<start + entry.byteCount)
    }

    /// Calls `body` with the bytes of an entry of this file.
    public func withUnsafeBytes<Result>(
        of entry: SafetensorsEntry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try file.withUnsafeBytes { bytes in
            let start = dataStart + entry.byteRange.lowerBound
            let range = start..<start + entry.byteCount
            return try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }
}
