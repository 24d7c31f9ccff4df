import Layers
import TensorFiles

/// Compressed files, with every tensor unpacked.
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
        try Self.writeSmallTensors(to: path)
        seeds.append(try bytes(ofFile: path))
        mutator = Mutator(
            seeds: seeds,
            tokens: [
                "{", "}", "[", "]", ",", ":", "\\\"all\\\"", "\\\"bitmask\\\"", "\\\"runs\\\"",
                "rice-0", "rice-1", "rice-32", "1:4", "2:4", "2:4-flattened", "63:64", "\"F32\"",
                "\"F16\"", "\"I8\"", "\"U8\"", "\"U32\"", "[4294967296,4294967296]", "[0,4]",
                "\\\"version\\\":1", ".values", ".positions", ".scale", "null", "\\u0000",
            ].map { Array($0.utf8) } + [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF]],
            repair: repairedHeaderLength)
    }

    func read(_ input: [UInt8]) throws {
        try write(input, to: path)
        let file = try openTensorFile(at: path)
        for name in file.names { _ = try file.bytes(of: name) }
        _ = try SparsityReport(of: file)
        _ = try StateDictionary(path: path)
    }

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

    /// Tensors so small that most bytes of the file are of the table.
    private static func writeSmallTensors(to path: String) throws {
        let codes = [("a", "bitmask", 3), ("c", "rice-1", 3), ("d", "2:4", 4), ("e", "all", 8)]
        let rows = codes.map { name, code, _ in
            #""\#(name)":{"dtype":"F32","shape":[2,4],"positions":"\#(code)"}"#
        }
        var writer = SafetensorsWriter(
            metadata: [
                "pdp.compressed": #"{"version":1,"tensors":{\#(rows.joined(separator: ","))}}"#
            ])
        for (name, _, count) in codes {
            try writer.add(
                "\(name).values", shape: [count], floats: (0..<count).map { Float($0 + 1) })
        }
        for (name, bytes) in [("a", [0b1001_0010]), ("c", [0b1101, 0b101]), ("d", [0b1000_1101])] {
            try writer.add("\(name).positions", dtype: .uint8, shape: [bytes.count]) { append in
                try bytes.map { UInt8($0) }.withUnsafeBytes(append)
            }
        }
        try writer.write(to: path)
    }
}
