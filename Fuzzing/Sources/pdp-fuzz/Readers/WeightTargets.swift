import Layers
import TensorFiles

/// Safetensors files, read whole, with the zeros of every tensor.
struct SafetensorsTarget: FuzzTarget {
    let mutator: Mutator
    private let path: String

    init(in folder: String) throws {
        path = folder + "/model.safetensors"
        var writer = SafetensorsWriter(metadata: ["format": "pt", "a\"\n": "é"])
        for (name, type, shape) in [
            ("a.weight", StoredType.float32, [4, 8]), ("b", .float16, [3]),
            ("c", .bfloat16, [0, 2]),
            ("d", .int64, []), ("e", .bool, [5]),
        ] as [(String, StoredType, [Int])] {
            let byteCount = shape.reduce(type.byteCount, *)
            try writer.add(name, dtype: type, shape: shape) { append in
                try [UInt8](repeating: 1, count: byteCount).withUnsafeBytes(append)
            }
        }
        try writer.write(to: path)
        let small = SafetensorsWriter()
        try small.write(to: path + ".empty")
        mutator = Mutator(
            seeds: try [bytes(ofFile: path), bytes(ofFile: path + ".empty")],
            tokens: [
                "{", "}", "[", "]", ",", ":", "\"dtype\":\"F32\"", "\"F64\"", "\"BF16\"", "\"I4\"",
                "\"shape\":[", "\"data_offsets\":[0,0]", "\"__metadata__\":{}", "\\u0000",
                "\\ud800",
                "null", "true", "1e3", "4294967296,4294967296", "\u{FEFF}", "[[[[[[[[[[[[[[[[",
            ].map { Array($0.utf8) },
            repair: repairedHeaderLength)
    }

    func read(_ input: [UInt8]) throws {
        try write(input, to: path)
        let file = try SafetensorsFile(path: path)
        _ = try SparsityReport(of: file)
        for entry in file.entries { _ = try file.bytes(of: entry.name) }
        _ = try StateDictionary(path: path)
    }
}

/// Makes the first eight bytes the length of the header that follows.
func repairedHeaderLength(_ input: [UInt8]) -> [UInt8] {
    guard input.count > 8 else { return input }
    var bytes = input
    var depth = 0
    for place in 8..<bytes.count {
        if bytes[place] == UInt8(ascii: "{") { depth += 1 }
        if bytes[place] == UInt8(ascii: "}") { depth -= 1 }
        if depth == 0 {
            bytes.set(UInt64(place + 1 - 8), at: 0, size: 8)
            return bytes
        }
    }
    return bytes
}

/// Files of `torch.save` in both formats, read as a state dictionary.
struct PyTorchTarget: FuzzTarget {
    let mutator: Mutator
    private let path: String

    init(in folder: String, repository: Repository) throws {
        path = folder + "/model.pth"
        mutator = Mutator(
            seeds: try repository.files(in: "Tests/PyTorchFilesTests/Golden", ending: [".pth"])
                + repository.files(in: "Tests/PyTorchFilesTests/Corpus", ending: [""]),
            tokens: [
                "ctorch._utils\n_rebuild_tensor_v2\n", "ccollections\nOrderedDict\n",
                "ctorch\nFloatStorage\n", "ccollections\ndefaultdict\n",
                "ctorch._tensor\n_rebuild_from_type_v2\n", "cposix\nsystem\n", "PK\u{3}\u{4}",
                "PK\u{1}\u{2}",
                "PK\u{5}\u{6}", "PK\u{6}\u{6}", "(", ")", "t", "R", "Q", "}", "]", "u", "s", "e",
                "a",
                "q\u{0}", "h\u{0}", "r\u{0}\u{0}\u{0}\u{0}", "0", "1", "2", ".", "K\u{1}", "l", "X",
            ].map { Array($0.utf8) } + [
                [0x80, 2], [0x95, 255, 0, 0, 0, 0, 0, 0, 0], [0x8A, 8], [0x8B, 255, 255, 255, 127],
                [0x8C, 255], [0x8D], [0x8E], [0x93], [0x94], [0x4A, 255, 255, 255, 127],
                [0x58, 255, 255, 255, 127], [0x29, 0x52], [0x29, 0x81], [0x7D, 0x92], [0x8F],
                [0x90], [0x91], [0x96], [0x7D, 0x62], [0x32],
            ],
            repair: repairedZip)
    }

    func read(_ input: [UInt8]) throws {
        try write(input, to: path)
        _ = try StateDictionary(path: path)
    }
}
