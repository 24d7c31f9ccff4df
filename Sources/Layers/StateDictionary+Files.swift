import PyTorchFiles
import Safetensors
import Tensors

/// How the floating-point numbers of a state dictionary are stored. Integers stay as they are.
public enum StoredPrecision: String, Sendable, CaseIterable {
    /// As the tensors have them.
    case unchanged
    /// 32 bits.
    case float32
    /// 16 bits with 11 of precision: rounded to nearest, ties to even; above 65,504 infinite.
    case float16
    /// 16 bits with 8 of precision and the range of `float32`: rounded to nearest, ties to even.
    case bfloat16

    /// The element type; `nil` for each tensor's own.
    var type: ScalarType? {
        switch self {
        case .unchanged: nil
        case .float32: .float32
        case .float16: .float16
        case .bfloat16: .bfloat16
        }
    }
}

extension StateDictionary {
    /// Reads a safetensors file or a checkpoint of `torch.save`, whichever its first bytes show.
    ///
    /// - Parameters:
    ///   - path: The file to read.
    ///   - stateKey: The member of a checkpoint that is the state dictionary, such as `model_ema`;
    ///     `nil` takes the largest. Safetensors files have no members.
    ///   - keepsHalfPrecision: Whether 16-bit numbers stay as they are instead of being widened to
    ///     `float32`.
    /// - Throws: `FileError`, `SafetensorsError` and `PyTorchFileError` for a file that cannot be
    ///   read or believed, ``LayerError/unusableType(tensor:type:path:)`` for element types that
    ///   tensors do not have.
    public init(
        path: String, stateKey: String? = nil, keepsHalfPrecision: Bool = false
    ) throws {
        self.init()
        if try PyTorchFile.isRecognized(at: path) {
            let file = try PyTorchFile(path: path, stateKey: stateKey)
            tensors = try file.entries.map { entry in
                let tensor = try file.withUnsafeBytes(of: entry.name) {
                    try Self.tensor(entry.name, $0, entry.dtype, entry.shape, path: path)
                }
                return (entry.name, try tensor.widened(unless: keepsHalfPrecision))
            }
        } else {
            let file = try SafetensorsFile(path: path)
            metadata = file.metadata
            tensors = try file.entries.map { entry in
                let tensor = try file.withUnsafeBytes(of: entry.name) {
                    try Self.tensor(entry.name, $0, entry.dtype, entry.shape, path: path)
                }
                return (entry.name, try tensor.widened(unless: keepsHalfPrecision))
            }
        }
    }

    /// Writes the tensors and metadata as a safetensors file: whole under its name, or not at all.
    ///
    /// - Parameters:
    ///   - path: The final path; its folder must exist.
    ///   - precision: How floating-point numbers are stored. Tensors are converted one at a time.
    /// - Throws: `FileError` and `SafetensorsError`, and
    ///   ``LayerError/unusableType(tensor:type:path:)`` for tensors that cannot be stored.
    public func write(to path: String, precision: StoredPrecision = .unchanged) throws {
        try writer(for: path, precision).write(to: path)
    }

    /// The size of the file that ``write(to:precision:)`` makes, in bytes.
    public func fileByteCount(precision: StoredPrecision = .unchanged) throws -> Int {
        try writer(for: "", precision).fileByteCount()
    }

    private func writer(
        for path: String, _ precision: StoredPrecision
    ) throws -> SafetensorsWriter {
        var writer = SafetensorsWriter(metadata: metadata)
        for (name, tensor) in tensors {
            let ownType = tensor.scalarType
            let newType = tensor.isFloatingPoint ? precision.type ?? ownType : ownType
            guard let type = newType, let stored = StoredType(type) else {
                throw LayerError.unusableType(
                    tensor: name, type: ownType.map { "\($0)" } ?? "unknown", path: path)
            }
            try writer.add(name, dtype: stored, shape: tensor.shape) { append in
                let byteCount = tensor.count * type.byteCount
                try withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 8) { buffer in
                    try tensor.converted(to: type).copyBytes(into: buffer)
                    try append(UnsafeRawBufferPointer(buffer))
                }
            }
        }
        return writer
    }

    private static func tensor(
        _ name: String, _ bytes: UnsafeRawBufferPointer, _ stored: StoredType, _ shape: [Int],
        path: String
    ) throws -> Tensor {
        guard let type = ScalarType(stored) else {
            throw LayerError.unusableType(tensor: name, type: stored.rawValue, path: path)
        }
        return try Tensor(bytes: bytes, type: type, shape: shape)
    }
}

extension Tensor {
    fileprivate func widened(unless isKept: Bool) throws -> Tensor {
        let isHalf = scalarType == .float16 || scalarType == .bfloat16
        return isHalf && !isKept ? try converted(to: .float32) : self
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
}
