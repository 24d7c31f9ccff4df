import CZlib
import TensorFiles
import TestSupport

/// A compressed file made by hand from its parts, as `docs/compressed.md` describes them.
struct HandMadeFile {
    /// The table of contents.
    var table: String
    /// What the metadata say; by default what is right for the table.
    var metadata: String?
    var parts: [SampleTensor]

    /// A file with one tensor `w` in single precision, or what `others` says.
    init(
        _ shape: [Int], _ positions: String, values: SampleTensor, count: Int? = nil,
        bits: [UInt8] = [], scale: [Float]? = nil, others: String = ""
    ) {
        let count = count ?? values.shape[0]
        let dtype = others.contains("dtype") ? "" : #""dtype":"F32","#
        table =
            #"{"w":{\#(dtype)"shape":\#(shape),"positions":"\#(positions)","count":\#(count),"#
            + #""bytes":\#(bits.count)\#(others)}}"#
        parts = [values]
        if !bits.isEmpty { parts.append(Self.bits(bits)) }
        if let scale { parts.append(SampleTensor("pdp.scales", [scale.count], scale)) }
    }

    /// The part with values in single precision.
    static func values(_ floats: Float...) -> SampleTensor {
        SampleTensor("pdp.values.F32", [floats.count], floats)
    }

    /// The part with steps.
    static func steps(_ steps: Int8...) -> SampleTensor {
        SampleTensor(
            "pdp.values.I8", .int8, [steps.count], bytes: steps.map { UInt8(bitPattern: $0) })
    }

    /// The part with bytes of positions.
    static func bits(_ bytes: [UInt8]) -> SampleTensor {
        SampleTensor("pdp.positions", .uint8, [bytes.count], bytes: bytes)
    }

    /// The bytes of runs.
    static func runs(_ runs: UInt32...) -> [UInt8] {
        runs.map(\.littleEndian).withUnsafeBytes { Array($0) }
    }

    /// What the metadata say of a table.
    static func metadata(of table: String) -> String {
        #"{"version":1,"tableBytes":\#(table.utf8.count)}"#
    }

    /// Writes the file to `path`.
    func write(to path: String) throws {
        var writer = SafetensorsWriter(
            metadata: ["pdp.compressed": metadata ?? Self.metadata(of: table)])
        let packed = packedByZlib(Array(table.utf8))
        try SampleTensor("pdp.table", .uint8, [packed.count], bytes: packed).add(to: &writer)
        for part in parts { try part.add(to: &writer) }
        try writer.write(to: path)
    }

    /// Writes the file and opens it.
    func open(in sample: CompressedSample) throws -> CompressedFile {
        try write(to: sample.path)
        return try sample.compressed
    }
}

/// Returns a zlib stream of `bytes`.
private func packedByZlib(_ bytes: [UInt8]) -> [UInt8] {
    var packed = [UInt8](repeating: 0, count: Int(compressBound(uLong(bytes.count))))
    var count = uLong(packed.count)
    compress(&packed, &count, bytes, uLong(bytes.count))
    return Array(packed.prefix(Int(count)))
}
