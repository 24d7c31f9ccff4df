import Safetensors
public import Tensors

/// Named tensors as they are saved: the parameters and buffers of a network, or any others.
public struct StateDictionary {
    /// The tensors, in the order of the network.
    public var tensors: [(name: String, tensor: Tensor)]

    /// Texts that a file carries beside the tensors.
    public var metadata: [String: String]

    /// Collects tensors.
    public init(_ tensors: [(name: String, tensor: Tensor)] = [], metadata: [String: String] = [:])
    {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Reads a safetensors file. Half-precision numbers are widened to `float32`.
    ///
    /// - Throws: `FileError` and ``SafetensorsError`` for a file that cannot be read or believed,
    ///   ``LayerError/unusableType(tensor:type:path:)`` for element types that tensors do not have.
    public init(path: String) throws {
        let file = try SafetensorsFile(path: path)
        metadata = file.metadata
        tensors = try file.entries.map { entry in
            (entry.name, try Self.tensor(entry, of: file))
        }
    }

    /// Writes the tensors and metadata as a safetensors file: whole under its name, or not at all.
    public func write(to path: String) throws {
        try writer(for: path).write(to: path)
    }

    /// The size of the file that ``write(to:)`` makes, in bytes.
    public func fileByteCount() throws -> Int {
        try writer(for: "").fileByteCount()
    }

    private func writer(for path: String) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: metadata)
        for (name, tensor) in tensors {
            guard let type = tensor.scalarType, let stored = StoredType(type) else {
                throw LayerError.unusableType(
                    tensor: name, type: tensor.scalarType.map { "\($0)" } ?? "unknown", path: path)
            }
            try writer.add(name, dtype: stored, shape: tensor.shape) { append in
                let byteCount = tensor.count * type.byteCount
                try withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 8) { buffer in
                    try tensor.copyBytes(into: buffer)
                    try append(UnsafeRawBufferPointer(buffer))
                }
            }
        }
        return writer
    }

    /// The tensor called `name`; `nil` if there is none.
    public subscript(name: String) -> Tensor? {
        tensors.first { $0.name == name }?.tensor
    }

    private static func tensor(_ entry: SafetensorsEntry, of file: SafetensorsFile) throws -> Tensor
    {
        guard let type = ScalarType(entry.dtype) else {
            throw LayerError.unusableType(
                tensor: entry.name, type: entry.dtype.rawValue, path: file.path)
        }
        let tensor = try file.withUnsafeBytes(of: entry.name) {
            try Tensor(bytes: $0, type: type, shape: entry.shape)
        }
        return type.isHalf ? try tensor.converted(to: .float32) : tensor
    }
}

extension StoredType {
    fileprivate init?(_ type: ScalarType) {
        guard let pair = Self.pairs.first(where: { $0.1 == type }) else { return nil }
        self = pair.0
    }

    fileprivate static let pairs: [(StoredType, ScalarType)] = [
        (.uint8, .uint8), (.int8, .int8), (.int16, .int16), (.int32, .int32), (.int64, .int64),
        (.float16, .float16), (.float32, .float32), (.float64, .float64), (.bool, .bool),
        (.bfloat16, .bfloat16),
    ]
}

extension ScalarType {
    fileprivate init?(_ type: StoredType) {
        guard let pair = StoredType.pairs.first(where: { $0.0 == type }) else { return nil }
        self = pair.1
    }

    fileprivate var isHalf: Bool { self == .float16 || self == .bfloat16 }
}
