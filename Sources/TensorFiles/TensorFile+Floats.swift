extension TensorFile {
    /// Converts a floating-point tensor to single precision.
    ///
    /// F16, BF16, F8_E4M3 and F8_E5M2 convert exactly. F64 is rounded to the nearest value; what is too large becomes
    /// infinite.
    ///
    /// - Parameter name: The tensor's name.
    /// - Returns: The elements, row-major.
    /// - Throws: What ``entry(_:)`` throws, or
    ///   ``SafetensorsError/notFloatingPoint(tensor:dtype:path:)``.
    public func floats(of name: String) throws -> [Float] {
        let dtype = try entry(name).dtype
        return try withUnsafeBytes(of: name) { bytes in
            switch dtype {
            case .float64: convert(bytes) { Float(Double(bitPattern: $0)) }
            case .float32: convert(bytes) { Float(bitPattern: $0) }
            case .float16: convert(bytes, widenHalf)
            case .bfloat16:
                convert(bytes) { (word: UInt16) in Float(bitPattern: UInt32(word) << 16) }
            case .float8e4m3: convert(bytes, widenE4M3)
            case .float8e5m2: convert(bytes) { (byte: UInt8) in widenHalf(UInt16(byte) << 8) }
            default:
                throw SafetensorsError.notFloatingPoint(
                    tensor: name, dtype: dtype, path: path)
            }
        }
    }
}

/// Applies `transform` to every little-endian word of `bytes`.
@inline(__always)
private func convert<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ transform: (Word) -> Float
) -> [Float] {
    let size = MemoryLayout<Word>.size
    let count = bytes.count / size
    return Array(unsafeUninitializedCapacity: count) { floats, initializedCount in
        for index in 0..<count {
            let word = bytes.loadUnaligned(fromByteOffset: index * size, as: Word.self)
            floats.initializeElement(at: index, to: transform(Word(littleEndian: word)))
        }
        initializedCount = count
    }
}

/// Returns the value of an IEEE half-precision number.
///
/// Moving exponent and mantissa into their places in a `Float` leaves a number that is 2¹¹² times
/// too small, subnormal ones included; infinities and NaN then only lack the exponent's upper bits.
/// (`Float16` does not exist on every platform.)
func widenHalf(_ half: UInt16) -> Float {
    let magnitude = Float(bitPattern: UInt32(half & 0x7FFF) << 13) * 0x1p112
    let nonfinite: UInt32 = half & 0x7C00 == 0x7C00 ? 0x7F80_0000 : 0
    let sign = UInt32(half & 0x8000) << 16
    return Float(bitPattern: magnitude.bitPattern | nonfinite | sign)
}

/// Returns the IEEE half-precision number nearest to a finite value, ties to even; `nil` for a value that
/// would become infinite.
///
/// Between numbers below 2⁻¹⁴, halves are 2⁻²⁴ apart, as single-precision numbers are from 1/2 on: adding
/// 1/2 rounds to them.
func narrowHalf(_ value: Float) -> UInt16? {
    let magnitude = value.magnitude.bitPattern
    let sign = UInt16(truncatingIfNeeded: (value.bitPattern & 0x8000_0000) >> 16)
    if value.magnitude < 0x1p-14 {
        let subnormal = (value.magnitude + 0.5).bitPattern - Float(0.5).bitPattern
        return sign | UInt16(truncatingIfNeeded: subnormal)
    }
    // 65520 lies halfway between the largest half and what would be the next one.
    guard value.magnitude < 65_520 else { return nil }
    let rounded = magnitude + 0xFFF + (magnitude >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded >> 13) - (112 << 10))
}

/// Returns the value of an 8-bit number with 4 exponent bits, a bias of 7 and no infinity: all
/// exponents but that of the one NaN are of numbers.
///
/// Source: Micikevicius et al., "FP8 Formats for Deep Learning", 2022, arXiv:2209.05433, table 1.
private func widenE4M3(_ byte: UInt8) -> Float {
    let sign = UInt32(byte & 0x80) << 24
    if byte & 0x7F == 0x7F { return Float(bitPattern: sign | 0x7FC0_0000) }
    // As for halves, exponent and mantissa in their places are 2¹²⁰ times too small.
    let magnitude = Float(bitPattern: UInt32(byte & 0x7F) << 20) * 0x1p120
    return Float(bitPattern: magnitude.bitPattern | sign)
}
