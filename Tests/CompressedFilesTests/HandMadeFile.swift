import TensorFiles
import TestSupport

/// A compressed file made by hand from its parts, as `docs/compressed.md` describes them.
struct HandMadeFile {
    /// The table of contents.
    var table: String
    var parts: [SampleTensor]

    /// A file with one packed tensor `w`.
    init(
        _ shape: [Int], _ positions: String, dtype: String = "F32", values: SampleTensor,
        bits: SampleTensor? = nil, scale: [Float]? = nil
    ) {
        table = Self.table(
            #""w":{"dtype":"\#(dtype)","shape":\#(shape),"positions":"\#(positions)"}"#)
        parts = [values] + (bits.map { [$0] } ?? [])
        if let scale { parts.append(SampleTensor("w.scale", [scale.count], scale)) }
    }

    /// A table with these tensors.
    static func table(_ tensors: String) -> String { #"{"version":1,"tensors":{\#(tensors)}}"# }

    /// The part with values in single precision.
    static func values(_ floats: Float...) -> SampleTensor {
        SampleTensor("w.values", [floats.count], floats)
    }

    /// The part with bytes of positions.
    static func bits(_ bytes: UInt8...) -> SampleTensor {
        SampleTensor("w.positions", .uint8, [bytes.count], bytes: bytes)
    }

    /// The part with runs.
    static func runs(_ runs: UInt32...) -> SampleTensor {
        SampleTensor(
            "w.positions", .uint32, [runs.count],
            bytes: runs.map(\.littleEndian).withUnsafeBytes { Array($0) })
    }

    /// Writes the file and opens it.
    func open(in sample: CompressedSample) throws -> CompressedFile {
        var writer = SafetensorsWriter(metadata: ["pdp.compressed": table])
        for part in parts { try part.add(to: &writer) }
        try writer.write(to: sample.path)
        return try sample.compressed
    }
}
