import Files

/// Writes the tensors of a file as a compressed file.
///
/// Floating-point tensors with two or more axes, the weights, are packed in the shortest way that there
/// is. Biases, norms, buffers and whole numbers stay as they are, and so does what packing would not make
/// shorter. The packed tensors are held in memory until the file is written.
public struct CompressedWriter {
    /// How each tensor is stored, in the order of the file that is packed.
    public private(set) var records: [CompressionRecord] = []

    private var writer = SafetensorsWriter()
    private var unpackedByteCount = 0

    /// Packs the tensors of `file`.
    ///
    /// - Parameters:
    ///   - file: Any file of tensors. Its ``TensorFile/unusableTensors`` are left out.
    ///   - bits: How many bits a value may take.
    ///   - metadata: The texts that the file carries; those of `file` by default.
    /// - Throws: What reading a tensor throws, and ``SafetensorsError`` for names that the format does
    ///   not allow.
    public init(
        of file: some TensorFile, bits: ValueBits = .thirtyTwo, metadata: [String: String]? = nil
    ) throws {
        writer.metadata = metadata ?? file.metadata
        let names = Set(file.names)
        var rows: [CompressedTable.Row] = []
        for entry in file.entries {
            let parts = PackedParts.names(of: entry.name)
            let isFree = names.isDisjoint(with: [parts.values, parts.positions, parts.scale])
            guard isFree, entry.shape.count >= 2, entry.dtype.leastNonfinite != nil else {
                try writer.add(entry, of: file)
                records.append(CompressionRecord(entry))
                continue
            }
            if let row = try addPacked(entry, of: file, bits) { rows.append(row) }
        }
        writer.metadata[CompressedTable.key] = CompressedTable(rows).json
    }

    /// The size of the file that ``write(to:)`` makes, in bytes.
    ///
    /// - Throws: ``SafetensorsError/headerTooLong(byteCount:)``.
    public func fileByteCount() throws -> Int { try writer.fileByteCount() }

    /// Writes the file: whole under its name, or not at all.
    ///
    /// - Parameter path: The final path; its folder must exist.
    /// - Throws: What ``SafetensorsWriter/write(to:)`` throws, and
    ///   ``CompressedFileError/tooSparse(byteCount:unpacked:)``.
    public func write(to path: String) throws {
        let byteCount = try fileByteCount()
        guard unpackedByteCount <= CompressedTable.allowedByteCount(ofFile: byteCount) else {
            throw CompressedFileError.tooSparse(byteCount: byteCount, unpacked: unpackedByteCount)
        }
        try writer.write(to: path)
    }

    /// Adds the parts of a tensor, or the tensor where it has no shorter ones.
    private mutating func addPacked<File: TensorFile>(
        _ entry: File.Entry, of file: File, _ bits: ValueBits
    ) throws -> CompressedTable.Row? {
        let floats = bits == .thirtyTwo ? [] : try file.floats(of: entry.name)
        let (packed, record) = try file.withUnsafeBytes(of: entry) { bytes in
            let nonzeros = ElementMask(nonzerosOf: bytes, dtype: entry.dtype)
            let code = ValueCode(
                bits, dtype: entry.dtype, shape: entry.shape, floats: floats,
                nonzeroCount: nonzeros.count)
            let packed = PackedTensor(
                bytes, nonzeros: nonzeros, valueCode: code, floats: floats, shape: entry.shape)
            let zeroCount = countClearWords(bytes, byteCount: entry.dtype.byteCount)
            return (
                packed,
                CompressionRecord(
                    entry, nonzeros: nonzeros,
                    negativeZeroCount: entry.elementCount - nonzeros.count - zeroCount,
                    valueCode: code, packed: packed)
            )
        }
        records.append(record)
        guard let packed else {
            try writer.add(entry, of: file)
            return nil
        }
        try addParts(of: packed, name: entry.name, channelCount: entry.shape[0])
        let dtype = packed.valueCode.unpackedType
        unpackedByteCount += entry.elementCount * dtype.byteCount
        return CompressedTable.Row(
            name: entry.name, dtype: dtype, shape: entry.shape,
            code: packed.positionCode)
    }

    private mutating func addParts(
        of packed: PackedTensor, name: String, channelCount: Int
    ) throws {
        let names = PackedParts.names(of: name)
        let values = packed.valueCode.storedType
        try add(packed.values, as: names.values, type: values)
        if let type = packed.positionCode.partType {
            try add(packed.positions, as: names.positions, type: type)
        }
        if case .steps(let steps) = packed.valueCode {
            try writer.add(names.scale, shape: [channelCount], floats: steps)
        }
    }

    private mutating func add(_ bytes: [UInt8], as name: String, type: StoredType) throws {
        try writer.add(name, dtype: type, shape: [bytes.count / type.byteCount]) { append in
            try bytes.withUnsafeBytes(append)
        }
    }
}

/// The number of words without a set bit.
private func countClearWords(_ bytes: UnsafeRawBufferPointer, byteCount: Int) -> Int {
    func count<Word: FixedWidthInteger & BitwiseCopyable>(_ type: Word.Type) -> Int {
        var count = 0
        for index in 0..<bytes.count / byteCount {
            let word = bytes.loadUnaligned(fromByteOffset: index * byteCount, as: type)
            count += word == 0 ? 1 : 0
        }
        return count
    }
    return switch byteCount {
    case 1: count(UInt8.self)
    case 2: count(UInt16.self)
    case 4: count(UInt32.self)
    default: count(UInt64.self)
    }
}
