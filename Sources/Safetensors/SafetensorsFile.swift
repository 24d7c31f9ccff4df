import Files

/// A safetensors file opened for reading.
///
/// The file is mapped into memory and checked completely when it is opened: afterwards every
/// tensor's bytes are there, and reading one touches only its own pages. Names that differ only in
/// Unicode normalization count as one.
public struct SafetensorsFile: Sendable {
    /// Where the file was opened.
    public let path: String
    /// The texts that the file carries beside its tensors.
    public let metadata: [String: String]
    /// The tensors in the order of their bytes.
    public let entries: [SafetensorsEntry]

    private let file: MappedFile
    private let dataStart: Int
    private let positions: [String: Int]

    /// Opens the file at `path` and checks its header.
    ///
    /// - Parameter path: The file to open.
    /// - Throws: `FileError` if the file cannot be read, or
    ///   ``SafetensorsError/malformed(path:problem:)``.
    public init(path: String) throws {
        let file = try MappedFile(path: path)
        let header: SafetensorsHeader
        do throws(FormatProblem) {
            header = try file.withUnsafeBytes { bytes throws(FormatProblem) in
                try SafetensorsHeader(parsing: bytes)
            }
        } catch {
            throw SafetensorsError.malformed(path: path, problem: error)
        }
        self.path = path
        self.file = file
        metadata = header.metadata
        entries = header.entries
        dataStart = header.dataStart
        positions = Dictionary(
            uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
    }

    /// The tensors' names in the order of their bytes.
    public var names: [String] { entries.map(\.name) }

    /// Looks a tensor up.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: Its type, shape and place.
    /// - Throws: ``SafetensorsError/missingTensor(_:path:)``.
    public func entry(_ name: String) throws(SafetensorsError) -> SafetensorsEntry {
        guard let position = positions[name] else { throw .missingTensor(name, path: path) }
        return entries[position]
    }

    /// Calls `body` with the bytes of a tensor, little-endian, without copying them.
    ///
    /// The bytes need not be aligned to the element size.
    ///
    /// - Parameters:
    ///   - name: The tensor's name.
    ///   - body: Gets the bytes; the pointer is valid only inside it.
    /// - Returns: What `body` returns.
    /// - Throws: ``SafetensorsError/missingTensor(_:path:)``, or what `body` throws.
    public func withUnsafeBytes<Result>(
        of name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        try withUnsafeBytes(of: try entry(name), body)
    }

    /// Calls `body` with the bytes of an entry of this file.
    func withUnsafeBytes<Result>(
        of entry: SafetensorsEntry, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try file.withUnsafeBytes { bytes in
            let start = dataStart + entry.byteRange.lowerBound
            let range = start..<start + entry.byteCount
            return try body(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    /// Copies the bytes of a tensor.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: The elements, row-major and little-endian.
    /// - Throws: ``SafetensorsError/missingTensor(_:path:)``.
    public func bytes(of name: String) throws -> [UInt8] {
        try withUnsafeBytes(of: name) { Array($0) }
    }
}
