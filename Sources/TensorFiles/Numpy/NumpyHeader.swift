/// What stands before the elements of an array: a magic number, the version, a length and a
/// dictionary of Python with the keys `descr`, `fortran_order` and `shape`.
struct NumpyHeader {
    /// The type of the elements.
    let type: NumpyType
    /// Whether the first axis runs fastest.
    let isColumnMajor: Bool
    /// The sizes of the axes, outermost first.
    let shape: [Int]
    /// Where the elements start.
    let byteCount: Int

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// The longest dictionary that is read; NumPy itself reads 10,000 bytes unless it is told more.
    static let maximumByteCount = 1 << 16
    /// The most axes; NumPy has 64.
    static let maximumRank = 64

    /// Reads the start of `array`, the bytes of one array.
    init(_ array: UnsafeRawBufferPointer) throws(NumpyProblem) {
        guard array.starts(with: Self.magic) else { throw .noMagic }
        guard array.count >= 10 else { throw .tooShort(byteCount: array.count) }
        let (major, minor) = (array[6], array[7])
        guard (1...3).contains(major), minor == 0 else {
            throw .unknownVersion(major: Int(major), minor: Int(minor))
        }
        let lengthByteCount = major == 1 ? 2 : 4
        let start = 8 + lengthByteCount
        guard array.count >= start else { throw .tooShort(byteCount: array.count) }
        let length = array[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Self.maximumByteCount else { throw .headerTooLong(byteCount: length) }
        guard length <= array.count - start else {
            throw .headerBeyondFile(byteCount: length, available: array.count - start)
        }
        var scanner = PythonLiteralScanner(
            UnsafeRawBufferPointer(rebasing: array[..<(start + length)]), at: start,
            isLatin: major < 3)
        let members = try Members(&scanner)
        type = try NumpyType(members.type)
        isColumnMajor = members.isColumnMajor
        shape = members.shape
        byteCount = start + length
    }
}

/// The members of the dictionary.
private struct Members {
    let type: String
    let isColumnMajor: Bool
    let shape: [Int]

    init(_ scanner: inout PythonLiteralScanner) throws(NumpyProblem) {
        var type: String?
        var isColumnMajor: Bool?
        var shape: [Int]?
        try scanner.expect("{")
        while !scanner.take("}") {
            let key = try scanner.string()
            try scanner.expect(":")
            let isRepeated =
                switch key {
                case "descr": type.replace(with: try scanner.typeText())
                case "fortran_order": isColumnMajor.replace(with: try scanner.truth())
                case "shape": shape.replace(with: try scanner.sizes())
                default: throw .unknownKey(key)
                }
            if isRepeated { throw .duplicateKey(key) }
            if scanner.take(",") { continue }
            try scanner.expect("}")
            break
        }
        try scanner.expectEnd()
        guard let type else { throw .missingKey("descr") }
        guard let isColumnMajor else { throw .missingKey("fortran_order") }
        guard let shape else { throw .missingKey("shape") }
        self.type = type
        self.isColumnMajor = isColumnMajor
        self.shape = shape
    }
}

extension Optional {
    /// Puts a value in, and returns whether there was one.
    fileprivate mutating func replace(with value: Wrapped) -> Bool {
        defer { self = value }
        return self != nil
    }
}
