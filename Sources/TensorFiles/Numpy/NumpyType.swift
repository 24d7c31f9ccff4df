/// The type of an array's elements as NumPy writes it, such as `<f4`.
struct NumpyType {
    /// What the header has.
    let text: String
    /// The type, where tensors have it.
    let stored: StoredType?
    /// Whether the highest byte of each number comes first.
    let isBigEndian: Bool

    private static let types: [String: StoredType] = [
        "b1": .bool, "i1": .int8, "u1": .uint8, "i2": .int16, "u2": .uint16, "f2": .float16,
        "i4": .int32, "u4": .uint32, "f4": .float32, "i8": .int64, "u8": .uint64, "f8": .float64,
    ]

    /// Understands `text`, or a list of them, which describes records.
    init(_ text: String) throws(NumpyProblem) {
        let isRecord = text.hasPrefix("[")
        let name = text.drop { "<>|=".contains($0) }
        guard isRecord ? !text.contains("|O") : !name.hasPrefix("O") else { throw .objects }
        self.text = text
        stored = isRecord ? nil : Self.types[String(name)]
        isBigEndian = text.hasPrefix(">")
    }
}
