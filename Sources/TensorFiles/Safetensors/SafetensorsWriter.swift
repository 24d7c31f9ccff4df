import Files

/// Collects tensors and writes them as a safetensors file.
///
/// Equal input gives equal bytes, whatever the order of the calls: tensors with larger elements
/// come first and names of one type are sorted by their UTF-8 bytes, as in the reference
/// implementation, so that every tensor is aligned to its elements and the reference's readers can
/// map it. Metadata is sorted too.
public struct SafetensorsWriter {
    /// Hands the bytes of a tensor, row-major and little-endian, in one or more pieces to the
    /// closure it gets. It is called once for each file written.
    public typealias BytesProvider = (_ append: (UnsafeRawBufferPointer) throws -> Void) throws ->
        Void

    /// A tensor to be written.
    struct Tensor {
        let name: String
        let dtype: StoredType
        let shape: [Int]
        let byteCount: Int
        let provider: BytesProvider
    }

    /// The texts that the file carries beside its tensors.
    public var metadata: [String: String]
    private(set) var tensors: [Tensor] = []
    private var names: Set<String> = []
    private var totalByteCount = 0

    /// Creates a writer without tensors.
    ///
    /// - Parameter metadata: The texts that the file carries.
    public init(metadata: [String: String] = [:]) { self.metadata = metadata }

    /// Adds a tensor whose bytes are asked for when the file is written.
    ///
    /// - Parameters:
    ///   - name: A name not added before.
    ///   - dtype: The type of the elements.
    ///   - shape: The sizes of the axes, outermost first.
    ///   - provider: Gives the bytes when the file is written; together they must be as many as
    ///     `dtype` and `shape` say.
    /// - Throws: ``SafetensorsError/nameUsedTwice(_:)``, ``SafetensorsError/reservedName(_:)`` or
    ///   ``SafetensorsError/invalidShape(tensor:shape:)``.
    public mutating func add(
        _ name: String, dtype: StoredType, shape: [Int], provider: @escaping BytesProvider
    ) throws(SafetensorsError) {
        if name == SafetensorsHeader.metadataName { throw .reservedName(name) }
        if names.contains(name) { throw .nameUsedTwice(name) }
        guard shape.count <= SafetensorsEntry.maximumRank, shape.allSatisfy({ $0 >= 0 }),
            let byteCount = SafetensorsEntry.byteCount(shape: shape, dtype: dtype),
            byteCount <= Int.max - totalByteCount
        else { throw .invalidShape(tensor: name, shape: shape) }
        names.insert(name)
        totalByteCount += byteCount
        tensors.append(
            Tensor(
                name: name, dtype: dtype, shape: shape, byteCount: byteCount, provider: provider))
    }

    /// Adds a tensor of single-precision numbers.
    ///
    /// - Parameters:
    ///   - name: A name not added before.
    ///   - shape: The sizes of the axes, outermost first.
    ///   - floats: The elements, row-major.
    /// - Throws: What ``add(_:dtype:shape:provider:)`` throws, and
    ///   ``SafetensorsError/wrongByteCount(tensor:found:needed:)``.
    public mutating func add(
        _ name: String, shape: [Int], floats: [Float]
    ) throws(SafetensorsError) {
        if shape.allSatisfy({ $0 >= 0 }),
            let needed = SafetensorsEntry.byteCount(shape: shape, dtype: .float32),
            needed != 4 * floats.count
        {
            throw .wrongByteCount(tensor: name, found: 4 * floats.count, needed: needed)
        }
        try add(name, dtype: .float32, shape: shape) { append in
            try floats.withUnsafeBytes { try append($0) }
        }
    }

    /// Writes the file: whole under its name, or not at all.
    ///
    /// Bytes go from the providers to the file; no second copy is held.
    ///
    /// - Parameter path: The final path; its folder must exist.
    /// - Throws: `FileError`, ``SafetensorsError/headerTooLong(byteCount:)``,
    ///   ``SafetensorsError/wrongByteCount(tensor:found:needed:)``, or what a provider throws.
    public func write(to path: String) throws {
        let sorted = tensors.sorted { Self.isBefore($0, $1) }
        let header = try Self.header(of: sorted, metadata: metadata)
        try AtomicFile.write(to: path) { file in
            try file.append(header)
            for tensor in sorted { try Self.write(tensor, to: file) }
        }
    }

    /// The size of the file that ``write(to:)`` makes, in bytes.
    ///
    /// - Throws: ``SafetensorsError/headerTooLong(byteCount:)``.
    public func fileByteCount() throws(SafetensorsError) -> Int {
        let sorted = tensors.sorted { Self.isBefore($0, $1) }
        return try Self.header(of: sorted, metadata: metadata).count + totalByteCount
    }

    private static func write(_ tensor: Tensor, to file: borrowing OutputFile) throws {
        var written = 0
        try tensor.provider { bytes in
            written += bytes.count
            if written <= tensor.byteCount { try file.append(bytes) }
        }
        if written != tensor.byteCount {
            throw SafetensorsError.wrongByteCount(
                tensor: tensor.name, found: written, needed: tensor.byteCount)
        }
    }

    private static func isBefore(_ left: Tensor, _ right: Tensor) -> Bool {
        isBefore((left.dtype, left.name), (right.dtype, right.name))
    }

    /// The order of tensors in a file, by their types and names.
    static func isBefore(
        _ left: (dtype: StoredType, name: String), _ right: (dtype: StoredType, name: String)
    ) -> Bool {
        if left.dtype == right.dtype {
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        return left.dtype.layoutRank > right.dtype.layoutRank
    }
}
