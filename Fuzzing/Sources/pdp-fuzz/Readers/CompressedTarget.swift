import TensorFiles

/// Compressed files, with every tensor unpacked.
///
/// An input that starts with `{` is a table of contents, a NUL and positions: the file around them is made
/// before it is read, since a checksum would show every change of a packed table. Any other input is a whole file.
struct CompressedTarget: FuzzTarget {
    let mutator: Mutator
    private let path: String

    init(in folder: String) throws {
        path = folder + "/compressed.safetensors"
        let dense = folder + "/dense.safetensors"
        try Self.writeWeights(to: dense)
        var seeds: [[UInt8]] = []
        for bits in ValueBits.allCases {
            try CompressedWriter(of: SafetensorsFile(path: dense), bits: bits).write(to: path)
            seeds.append(try bytes(ofFile: path))
        }
        let table = Array(Self.table.utf8) + [0]
        mutator = Mutator(
            seeds: seeds + (0..<9).map { _ in table + Self.positions },
            tokens: [
                "{", "}", "[", "]", ",", ":", "\"all\"", "\"bitmask\"", "\"runs\"", "rice-0",
                "rice-1", "rice-32", "1:4", "2:4", "2:4-flattened", "63:64", "2x1-bitmask",
                "4x1-rice-1", "\"F32\"", "\"F16\"",
                "\"I8\"", "\"I64\"", "[4294967296,4294967296]", "[0,4]", "\"count\":0",
                "\"bytes\":0", "\"values\":\"F16\"", "null", "\\u0000", "\"version\":2",
            ].map { Array($0.utf8) } + [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]],
            repair: { $0.first == UInt8(ascii: "{") ? $0 : repairedHeaderLength($0) })
    }

    func read(_ input: [UInt8]) throws {
        if input.first == UInt8(ascii: "{") {
            try writeFile(around: input)
        } else {
            try write(input, to: path)
        }
        let file = try openTensorFile(at: path)
        var last: (any Error)?
        for name in file.names {
            do {
                _ = try file.bytes(of: name)
                _ = try file.sparsity(of: name)
            } catch {
                last = error
                try check(error)
            }
        }
        if let last { throw last }
    }

    /// Writes a file with the table and the positions of an input.
    private func writeFile(around input: [UInt8]) throws {
        let end = input.firstIndex(of: 0) ?? input.count
        let table = Array(input[..<end])
        let positions = Array(input[min(end + 1, input.count)...].prefix(Self.positions.count))
        let floats = { (numbers: ClosedRange<Int>) in
            numbers.flatMap { withUnsafeBytes(of: Float($0).bitPattern.littleEndian, Array.init) }
        }
        let parts: [(name: String, type: StoredType, bytes: [UInt8])] = [
            ("pdp.values.F32", .float32, floats(1...11)), ("pdp.scales", .float32, floats(1...2)),
            ("pdp.table", .uint8, storedByZlib(table)), ("pdp.positions", .uint8, positions),
            ("pdp.values.F16", .float16, [0, 0x3C, 0, 0x40]),
            ("pdp.values.I8", .int8, [1, 2, 3, 4, 5, 6, 7, 8]),
        ]
        // Not by the writer, which waits for the disk.
        let text = #"{\"version\":1,\"tableBytes\":\#(table.count)}"#
        var header = #"{"__metadata__":{"pdp.compressed":"\#(text)"}"#
        var offset = 0
        for (name, type, bytes) in parts {
            header += #","\#(name)":{"dtype":"\#(type.rawValue)","#
            header += #""shape":[\#(bytes.count / type.byteCount)],"#
            header += #""data_offsets":[\#(offset),\#(offset + bytes.count)]}"#
            offset += bytes.count
        }
        header += "}"
        let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
        try write(length + header.utf8 + parts.flatMap(\.bytes), to: path)
    }

    /// Small tensors in all codes.
    private static let table = """
        {"a":{"dtype":"F32","shape":[2,4],"positions":"bitmask","count":3,"bytes":1},\
        "b":{"dtype":"F32","shape":[8],"positions":"runs","count":1,"bytes":12},\
        "c":{"dtype":"F32","shape":[2,4],"positions":"rice-1","count":3,"bytes":2},\
        "d":{"dtype":"F32","shape":[2,4],"positions":"2:4","count":4,"bytes":1},\
        "e":{"dtype":"F32","shape":[2,4],"values":"I8"},\
        "f":{"dtype":"F32","shape":[4],"values":"F16","positions":"rice-0","count":2,"bytes":1}}
        """
    private static let positions: [UInt8] = [
        0b1001_0010, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 0b1101, 0b101, 0b1000_1101, 0b11,
    ]

    /// Weights that are shortest in different codes.
    private static func writeWeights(to path: String) throws {
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        let kept: [(name: String, isKept: (Int) -> Bool)] = [
            ("half", { $0 * 7 % 13 < 7 }), ("rare", { $0 * 31 % 97 % 10 == 0 }),
            ("rows", { $0 / 16 % 2 == 0 }), ("groups", { $0 % 4 == $0 / 4 % 3 }),
            ("pairs", { ($0 + $0 / 4) % 4 < 2 }), ("empty", { _ in false }),
        ]
        for (name, isKept) in kept {
            try writer.add(
                name, shape: [32, 16], floats: (0..<512).map { isKept($0) ? Float($0) - 99.5 : 0 })
        }
        try writer.add("bias", shape: [3], floats: [1, 2, 3])
        try writer.write(to: path)
    }
}

/// Returns `bytes`, which must be fewer than 65,536, as a zlib stream that packs nothing.
private func storedByZlib(_ bytes: [UInt8]) -> [UInt8] {
    let bytes = bytes.prefix(65_535)
    let count = UInt16(bytes.count)
    let (low, high) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
        let low = (sums.0 + UInt32(byte)) % 65_521
        return (low, (sums.1 + low) % 65_521)
    }
    let checksum = high << 16 | low
    return [0x78, 0x01, 1, UInt8(count & 0xFF), UInt8(count >> 8)]
        + [UInt8(~count & 0xFF), UInt8(~count >> 8)] + bytes
        + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> $0) }
}
