import Files

/// What the table of a compressed file says of a tensor.
struct CompressedRow: Equatable, Sendable {
    let name: String
    /// The type of the elements when they are unpacked.
    let dtype: StoredType
    let shape: [Int]
    /// The type of the values as they are stored.
    let values: StoredType
    /// The number of values.
    let count: Int
    /// Which elements the values are of.
    let code: PositionCode
    /// The bytes of the positions.
    let positionByteCount: Int

    /// Whether the values are steps of their output channels.
    var isScaled: Bool { dtype == .float32 && values == .int8 }
    /// The number of elements.
    var elementCount: Int { shape.reduce(1, *) }
    /// The bytes of the values.
    var valueByteCount: Int { count * values.byteCount }
    /// The bytes of the steps.
    var scaleByteCount: Int { isScaled ? 4 * shape[0] : 0 }

    /// A tensor as it is.
    init(_ tensor: some StoredTensor) {
        name = tensor.name
        dtype = tensor.dtype
        shape = tensor.shape
        values = tensor.dtype
        count = tensor.elementCount
        code = .all
        positionByteCount = 0
    }

    /// A packed tensor.
    init(_ tensor: some StoredTensor, _ packed: PackedTensor) {
        name = tensor.name
        dtype = packed.valueCode.unpackedType
        shape = tensor.shape
        values = packed.valueCode.storedType
        count = packed.values.count / packed.valueCode.storedType.byteCount
        code = packed.positionCode
        positionByteCount = packed.positions.count
    }

    /// The row as JSON, without what is the same as where nothing is said.
    var json: String {
        var members = [
            "\"dtype\":\"\(dtype.rawValue)\"",
            "\"shape\":[\(shape.map(String.init).joined(separator: ","))]",
        ]
        if values != dtype { members.append("\"values\":\"\(values.rawValue)\"") }
        if code != .all {
            members += [
                "\"positions\":\"\(code.name)\"", "\"count\":\(count)",
                "\"bytes\":\(positionByteCount)",
            ]
        }
        return "{\(members.joined(separator: ","))}"
    }
}

extension CompressedRow {
    private static let keys = ["dtype", "shape", "values", "positions", "count", "bytes"]

    /// Reads a row and checks that what it says fits together.
    init(_ name: String, _ scanner: inout HeaderScanner) throws {
        let tensor = "tensor \(name.quotedOnOneLine)"
        var texts: [String: String] = [:]
        var numbers: [String: Int] = [:]
        var shape: [Int]?
        try scanner.readMembers(of: "\(tensor) of its table") { key, scanner in
            switch key {
            case "dtype", "values", "positions": texts[key] = try scanner.string()
            case "shape": shape = try SafetensorsHeader.shape(of: name, &scanner)
            case "count", "bytes":
                numbers[key] = try scanner.wholeNumber("'\(key)' of \(tensor)")
            default:
                throw CompressionProblem(
                    "\(tensor) of its table has the unknown key \(key.quotedOnOneLine), and only "
                        + Self.keys.map { "'\($0)'" }.joined(separator: ", ") + " are allowed")
            }
        }
        guard let type = texts["dtype"], let shape else {
            let missing = texts["dtype"] == nil ? "dtype" : "shape"
            throw CompressionProblem("\(tensor) of its table has no '\(missing)'")
        }
        self.name = name
        self.shape = shape
        dtype = try Self.type(type, of: tensor)
        values = try texts["values"].map { try Self.type($0, of: tensor) } ?? dtype
        guard SafetensorsEntry.byteCount(shape: shape, dtype: dtype) != nil,
            SafetensorsEntry.byteCount(shape: shape, dtype: values) != nil
        else {
            throw CompressionProblem("\(FormatProblem.sizeOverflow(tensor: name, shape: shape))")
        }
        code = try texts["positions"].map { try Self.code($0, of: tensor) } ?? .all
        count = numbers["count"] ?? shape.reduce(1, *)
        positionByteCount = numbers["bytes"] ?? 0
        try check()
    }

    private static func type(
        _ text: String, of tensor: String
    ) throws(CompressionProblem) -> StoredType {
        if let type = StoredType(rawValue: text) { return type }
        throw CompressionProblem("\(tensor) has the unknown type \(text.quotedOnOneLine)")
    }

    private static func code(
        _ text: String, of tensor: String
    ) throws(CompressionProblem) -> PositionCode {
        if let code = PositionCode(name: text) { return code }
        throw CompressionProblem(
            "\(tensor) has the unknown positions \(text.quotedOnOneLine); they must be 'all', "
                + "'bitmask', 'runs', 'rice-0' to 'rice-\(PositionCode.maximumRemainderWidth)', N:M or blocks such as '4x1-bitmask'"
        )
    }

    /// Compares types, numbers of values and bytes of positions with each other and the shape.
    private func check() throws(CompressionProblem) {
        let tensor = "tensor \(name.quotedOnOneLine)"
        let isNarrowed = dtype == .float32 && [.float16, .int8].contains(values)
        guard values == dtype || isNarrowed else {
            throw CompressionProblem(
                "\(tensor) has values of type \(values.rawValue), which cannot become "
                    + "\(dtype.rawValue)")
        }
        if isScaled, shape.isEmpty {
            throw CompressionProblem("\(tensor) has steps of output channels, and no axis of them")
        }
        guard count <= elementCount else {
            throw CompressionProblem("\(tensor) has \(count) values and \(elementCount) elements")
        }
        if case .groups(let groups) = code, groups.valueCount(ofShape: shape) != count {
            throw CompressionProblem(
                "\(tensor) of shape \(shape) has \(count) values, which are not \(groups.kept) of "
                    + "every \(groups.size)")
        }
        if case .blocks(let height, _) = code,
            BlockAxes(shape, height: height) == nil || !count.isMultiple(of: height)
        {
            throw CompressionProblem(
                "\(tensor) of shape \(shape) has \(count) values, which are no whole blocks of "
                    + "\(height)x1")
        }
        let needed = code.neededByteCount(
            positionByteCount, valueCount: count, elementCount: elementCount)
        guard positionByteCount == needed else {
            throw CompressionProblem(
                "\(tensor) has \(positionByteCount) bytes of positions; \(code.name) needs "
                    + "\(needed)")
        }
    }
}

extension PositionCode {
    /// The number of bytes that a part of `found` bytes must have: the same where that can be.
    fileprivate func neededByteCount(_ found: Int, valueCount: Int, elementCount: Int) -> Int {
        switch self {
        case .all: 0
        case .bitmask: (elementCount + 7) / 8
        case .runs: found / 4 * 4
        case .rice(let width): max(found, (valueCount * width + 7) / 8 + (valueCount + 7) / 8)
        case .groups(let groups): groups.byteCount(valueCount: valueCount)
        case .blocks(let height, let code):
            code.neededByteCount(
                found, valueCount: valueCount / height, elementCount: elementCount / height)
        }
    }
}
