import Safetensors

extension PyTorchFile {
    /// Converts a floating-point tensor to single precision.
    ///
    /// F16 and BF16 convert exactly. F64 is rounded to the nearest value; what is too large becomes
    /// infinite.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: The elements, row-major.
    /// - Throws: ``PyTorchFileError/missingTensor(_:path:)`` or
    ///   ``PyTorchFileError/notFloatingPoint(tensor:dtype:path:)``.
    public func floats(of name: String) throws -> [Float] {
        let dtype = try entry(name).dtype
        return try withUnsafeBytes(of: name) { bytes in
            switch dtype {
            case .float64: words(bytes, UInt64.self).map { Float(Double(bitPattern: $0)) }
            case .float32: words(bytes, UInt32.self).map { Float(bitPattern: $0) }
            case .bfloat16: words(bytes, UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
            case .float16: words(bytes, UInt16.self).map(value(ofHalf:))
            default:
                throw PyTorchFileError.notFloatingPoint(tensor: name, dtype: dtype, path: path)
            }
        }
    }
}

/// Returns the little-endian words of `bytes`, read as they are asked for.
private func words<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ type: Word.Type
) -> LazyMapCollection<Range<Int>, Word> {
    let size = MemoryLayout<Word>.size
    return (0..<bytes.count / size).lazy.map {
        Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: type))
    }
}

/// Returns the value of an IEEE half-precision number, from its parts: sign, 5 bits of exponent
/// with a bias of 15, 10 bits of fraction. (`Float16` does not exist on every platform.)
private func value(ofHalf half: UInt16) -> Float {
    let fraction = Float(half & 0x3FF)
    let exponent = Int(half >> 10 & 0x1F)
    let magnitude: Float =
        switch exponent {
        case 0: fraction * 0x1p-24
        case 31: fraction == 0 ? .infinity : .nan
        default: Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
        }
    return half & 0x8000 == 0 ? magnitude : -magnitude
}
