import Files

/// Writes the tensors of a file as a compressed file.
///
/// Floating-point tensors with two or more axes, the weights, are packed in the shortest way that there
/// is. Biases, norms, buffers and whole numbers stay as they are, and so does what packing would not make
/// shorter. The packed tensors are held in memory until the file is written.
public struct CompressedWriter {
    /// How each tensor is stored, in the order of the file that is packed.
    public private(set) var records: [CompressionRecord] = []

    private var writer: SafetensorsWriter
    private var unpackedByteCount = 0

    /// Packs the tensors of `file`.
    ///
    /// - Parameters:
    ///   - file: Any file of tensors. Its ``TensorFile/unusableTensors`` are left out.
    ///   - bits: How many bits a value may take.
    ///   - metadata: The texts that the file carries; those of `file` by default.
    /// - Throws: What reading a tensor throws, and ``SafetensorsError``.
    public init(
        of file: some TensorFile, bits: ValueBits = .thirtyTwo, metadata: [String: String]? = nil
    ) throws {
        writer = SafetensorsWriter(metadata: metadata ?? file.metadata)
        var parts = PartsToWrite()
        var rows: [CompressedRow] = []
        for entry in file.entries {
            let (packed, record) = try Self.packed(entry, of: file, bits)
            records.append(record)
            rows.append(packed.map { CompressedRow(entry, $0) } ?? CompressedRow(entry))
            if let packed { parts.add(packed) } else { parts.add(entry, of: file) }
            unpackedByteCount += entry.elementCount * (rows.last?.dtype ?? entry.dtype).byteCount
        }
        let (table, text) = CompressedTable(rows).packed()
        writer.metadata[CompressedTable.key] = text
        try writer.add(PartPools.tableName, dtype: .uint8, shape: [table.count]) { append in
            try table.withUnsafeBytes(append)
        }
        try parts.add(to: &writer)
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

    /// Packs a tensor; without parts where it stays as it is.
    private static func packed<File: TensorFile>(
        _ entry: File.Entry, of file: File, _ bits: ValueBits
    ) throws -> (PackedTensor?, CompressionRecord) {
        guard entry.shape.count >= 2, entry.dtype.leastNonfinite != nil else {
            return (nil, CompressionRecord(entry))
        }
        let floats = bits == .thirtyTwo ? [] : try file.floats(of: entry.name)
        return try file.withUnsafeBytes(of: entry) { bytes in
            let nonzeros = ElementMask(nonzerosOf: bytes, dtype: entry.dtype)
            let code = ValueCode(
                bits, dtype: entry.dtype, shape: entry.shape, floats: floats,
                nonzeroCount: nonzeros.count)
            let packed = PackedTensor(
                bytes, nonzeros: nonzeros, valueCode: code, floats: floats, shape: entry.shape)
            let zeroCount = countClearWords(bytes, byteCount: entry.dtype.byteCount)
            let record = CompressionRecord(
                entry, nonzeros: nonzeros,
                negativeZeroCount: entry.elementCount - nonzeros.count - zeroCount,
                valueCode: code, packed: packed)
            return (packed, record)
        }
    }
}

/// The parts of all tensors, one after the other in the order of the table.
private struct PartsToWrite {
    private var values:
        [StoredType: [(byteCount: Int, provider: SafetensorsWriter.BytesProvider)]] =
            [:]
    private var positions: [UInt8] = []
    private var steps: [Float] = []

    mutating func add(_ packed: PackedTensor) {
        let bytes = packed.values
        values[packed.valueCode.storedType, default: []].append(
            (bytes.count, { append in try bytes.withUnsafeBytes(append) }))
        positions += packed.positions
        if case .steps(let steps) = packed.valueCode { self.steps += steps }
    }

    mutating func add<File: TensorFile>(_ entry: File.Entry, of file: File) {
        values[entry.dtype, default: []].append(
            (
                entry.elementCount * entry.dtype.byteCount,
                { append in try file.withUnsafeBytes(of: entry, append) }
            ))
    }

    func add(to writer: inout SafetensorsWriter) throws {
        for (type, pieces) in values {
            let count = pieces.reduce(0) { $0 + $1.byteCount } / type.byteCount
            guard count > 0 else { continue }
            try writer.add(PartPools.valuesName(type), dtype: type, shape: [count]) { append in
                for piece in pieces { try piece.provider(append) }
            }
        }
        if !positions.isEmpty {
            try writer.add(
                PartPools.positionsName, dtype: .uint8, shape: [positions.count]
            ) { [positions] append in try positions.withUnsafeBytes(append) }
        }
        if !steps.isEmpty {
            try writer.add(PartPools.scalesName, shape: [steps.count], floats: steps)
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
