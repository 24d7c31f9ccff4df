import TensorFiles
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
    /// Reads a safetensors file or a checkpoint of `torch.save`, whichever its first bytes show, or
    /// the files that an index names.
    ///
    /// What wrappers of PyTorch put before all names of a checkpoint is left out. 8-bit
    /// floating-point numbers are widened to `float32`, which holds them exactly.
    ///
    /// - Parameters:
    ///   - path: The file to read; the index for weights in several files.
    ///   - stateKey: The member of a checkpoint that is the state dictionary, such as `model_ema`, with
    ///     points before members of members; `nil` takes the network itself. For a safetensors file,
    ///     what stands with a point before the names of the tensors that are meant.
    ///   - keepsHalfPrecision: Whether 16-bit numbers stay as they are instead of being widened to
    ///     `float32`.
    /// - Throws: `FileError`, `SafetensorsError`, `ShardError` and `PyTorchFileError` for a file that cannot be
    ///   read or believed, ``LayerError/unusableType(tensor:type:path:)`` for element types that
    ///   tensors do not have, `MissingPrefixError`.
    public init(
        path: String, stateKey: String? = nil, keepsHalfPrecision: Bool = false
    ) throws {
        let file = try openTensorFile(at: path, stateKey: stateKey)
        self.init(
            try file.names.map { name in
                (name, try Self.tensor(name, in: file).widened(unless: keepsHalfPrecision))
            }, metadata: file.metadata)
        if let checkpoint = file as? PyTorchFile {
            self = try withoutWrappers()
            origin = Origin(member: checkpoint.stateKey, otherMembers: checkpoint.otherStateKeys)
        } else if let stateKey {
            self = try members(of: stateKey, path: path)
            origin = Origin(member: stateKey, otherMembers: [])
        }
        let unusable = file.unusableTensors.first { tensor in
            stateKey.map { tensor.name.hasPrefix($0 + ".") } ?? true
        }
        if let unusable {
            throw LayerError.unusableType(tensor: unusable.name, type: unusable.type, path: path)
        }
    }

    /// Returns the tensors whose names start with `key` and a point, without those.
    private func members(of key: String, path: String) throws -> StateDictionary {
        let prefix = key + "."
        let members = tensors.filter { $0.name.hasPrefix(prefix) }
        guard !members.isEmpty else {
            throw MissingPrefixError(prefix, ofNames: tensors.map(\.name), path: path)
        }
        return try StateDictionary(members, metadata: metadata)
            .renamed(by: .removingPrefix(prefix))
    }

    /// Writes the tensors and metadata as a safetensors file: whole under its name, or not at all.
    ///
    /// - Parameters:
    ///   - path: The final path; its folder must exist.
    ///   - precision: How floating-point numbers are stored. Tensors are converted one at a time.
    ///   - checksumKey: The key of the metadata that gets a checksum of all the rest; `nil` for none.
    /// - Throws: `FileError` and `SafetensorsError`, and
    ///   ``LayerError/unusableType(tensor:type:path:)`` for tensors that cannot be stored.
    public func write(
        to path: String, precision: StoredPrecision = .unchanged, checksumKey: String? = nil
    ) throws {
        var writer = try writer(for: path, precision)
        if let checksumKey { try writer.addChecksum(as: checksumKey) }
        try writer.write(to: path)
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

    private static func tensor(_ name: String, in file: any TensorFile) throws -> Tensor {
        let entry: any StoredTensor = try file.entry(name)
        if entry.dtype == .float8e4m3 || entry.dtype == .float8e5m2 {
            return try Tensor(file.floats(of: name), shape: entry.shape)
        }
        guard let type = ScalarType(entry.dtype) else {
            throw LayerError.unusableType(
                tensor: name, type: entry.dtype.rawValue, path: file.path)
        }
        return try file.withUnsafeBytes(of: name) {
            try Tensor(bytes: $0, type: type, shape: entry.shape)
        }
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
