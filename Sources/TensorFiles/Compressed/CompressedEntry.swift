import Files

/// One tensor of a compressed file, without its elements.
public struct CompressedEntry: StoredTensor {
    /// The tensor's name.
    public let name: String
    /// The type of its elements when they are unpacked.
    public let dtype: StoredType
    /// The sizes of its axes, outermost first; empty for a single number.
    public let shape: [Int]

    /// Where its elements come from.
    let storage: Storage

    enum Storage {
        /// The tensor stands in the file as it is.
        case plain(SafetensorsEntry)
        /// The tensor stands in parts.
        case packed(PackedParts)
    }

    /// The number of elements.
    public var elementCount: Int { shape.reduce(1, *) }

    init(_ entry: SafetensorsEntry) {
        name = entry.name
        dtype = entry.dtype
        shape = entry.shape
        storage = .plain(entry)
    }

    init(_ row: CompressedTable.Row, _ parts: PackedParts) {
        name = row.name
        dtype = row.dtype
        shape = row.shape
        storage = .packed(parts)
    }
}

/// The parts of a packed tensor, whose types and sizes fit each other.
struct PackedParts {
    let code: PositionCode
    /// The values, in the order of their elements.
    let values: SafetensorsEntry
    /// The positions; `nil` where every element has a value.
    let positions: SafetensorsEntry?
    /// The step of each output channel, for 8-bit values.
    let scale: SafetensorsEntry?

    /// The names of the parts of a tensor.
    static func names(of tensor: String) -> (values: String, positions: String, scale: String) {
        ("\(tensor).values", "\(tensor).positions", "\(tensor).scale")
    }

    /// Finds the parts of a tensor among `entries` and checks everything about them but their bytes.
    init(
        of row: CompressedTable.Row, among entries: [String: SafetensorsEntry]
    ) throws(CompressionProblem) {
        let names = Self.names(of: row.name)
        func part(_ name: String) throws(CompressionProblem) -> SafetensorsEntry {
            guard let entry = entries[name] else {
                throw CompressionProblem(
                    "tensor \(row.name.quotedOnOneLine) has no part \(name.quotedOnOneLine)")
            }
            return entry
        }
        code = row.code
        values = try part(names.values)
        positions = row.code.partType == nil ? nil : try part(names.positions)
        scale = row.dtype == .float32 && values.dtype == .int8 ? try part(names.scale) : nil
        try checkTypes(row)
        try checkCounts(row)
    }

    private func checkTypes(_ row: CompressedTable.Row) throws(CompressionProblem) {
        let isNarrowed = row.dtype == .float32 && [.float16, .int8].contains(values.dtype)
        guard values.dtype == row.dtype || isNarrowed else {
            throw CompressionProblem(
                "part \(values.name.quotedOnOneLine) has the type \(values.dtype.rawValue), which "
                    + "cannot become \(row.dtype.rawValue)")
        }
        try check(values, type: values.dtype, shape: [values.elementCount])
        if let positions, let type = row.code.partType {
            try check(positions, type: type, shape: [positions.elementCount])
        }
        if let scale { try check(scale, type: .float32, shape: Array(row.shape.prefix(1))) }
    }

    private func check(
        _ part: SafetensorsEntry, type: StoredType, shape: [Int]
    ) throws(CompressionProblem) {
        guard part.dtype == type, part.shape == shape, shape.count == 1 else {
            throw CompressionProblem(
                "part \(part.name.quotedOnOneLine) has the type \(part.dtype.rawValue) and the shape "
                    + "\(part.shape); \(type.rawValue) and one axis"
                    + (part == scale ? " of the output channels" : "") + " are needed")
        }
    }

    /// Compares the numbers of values and bytes of positions with each other and the shape.
    private func checkCounts(_ row: CompressedTable.Row) throws(CompressionProblem) {
        let elementCount = row.shape.reduce(1, *)
        let count = values.elementCount
        let name = row.name.quotedOnOneLine
        guard count <= elementCount else {
            throw CompressionProblem(
                "tensor \(name) has \(count) values and \(elementCount) elements")
        }
        let found = positions?.byteCount ?? 0
        var needed = found
        switch row.code {
        case .all:
            guard count == elementCount else {
                throw CompressionProblem(
                    "tensor \(name) has \(count) values for all its \(elementCount) elements")
            }
        case .runs: break
        case .bitmask: needed = (elementCount + 7) / 8
        case .rice(let width):
            needed = max(found, (count * width + 7) / 8 + (count + 7) / 8)
        case .groups(let groups):
            guard groups.valueCount(ofShape: row.shape) == count else {
                throw CompressionProblem(
                    "tensor \(name) of shape \(row.shape) has \(count) values, which are not "
                        + "\(groups.kept) of every \(groups.size)")
            }
            needed = groups.byteCount(valueCount: count)
        }
        guard found == needed else {
            throw CompressionProblem(
                "the positions of tensor \(name) have \(found) bytes; \(row.code.name) needs "
                    + "\(needed)")
        }
    }
}
