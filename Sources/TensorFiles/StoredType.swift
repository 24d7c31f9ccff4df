/// The element type of a stored tensor, named as the format names it ("dtype").
///
/// The cases stand in the order of the reference implementation, which lays out larger elements
/// first by walking it backwards; see ``SafetensorsWriter``.
public enum StoredType: String, CaseIterable, Sendable {
    /// A truth value in one byte.
    case bool = "BOOL"
    /// An unsigned 8-bit integer.
    case uint8 = "U8"
    /// A signed 8-bit integer.
    case int8 = "I8"
    /// An 8-bit number with 5 exponent bits.
    case float8e5m2 = "F8_E5M2"
    /// An 8-bit number with 4 exponent bits and no infinity.
    case float8e4m3 = "F8_E4M3"
    /// A signed 16-bit integer.
    case int16 = "I16"
    /// An unsigned 16-bit integer.
    case uint16 = "U16"
    /// An IEEE half-precision number.
    case float16 = "F16"
    /// The upper half of a single-precision number.
    case bfloat16 = "BF16"
    /// A signed 32-bit integer.
    case int32 = "I32"
    /// An unsigned 32-bit integer.
    case uint32 = "U32"
    /// An IEEE single-precision number.
    case float32 = "F32"
    /// An IEEE double-precision number.
    case float64 = "F64"
    /// A signed 64-bit integer.
    case int64 = "I64"
    /// An unsigned 64-bit integer.
    case uint64 = "U64"

    /// The size of one element in bytes.
    public var byteCount: Int {
        switch self {
        case .bool, .uint8, .int8, .float8e5m2, .float8e4m3: 1
        case .int16, .uint16, .float16, .bfloat16: 2
        case .int32, .uint32, .float32: 4
        case .float64, .int64, .uint64: 8
        }
    }

    /// The position in the reference implementation's order; higher ranks are laid out first.
    var layoutRank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// The bits that are all clear in a zero: every bit, without the sign of a floating-point
    /// type, so that −0 counts as zero.
    var magnitudeMask: UInt64 {
        let all = UInt64.max >> UInt64(64 - 8 * byteCount)
        return leastNonfinite == nil ? all : all >> 1
    }

    /// The smallest magnitude, as bits, that is an infinity or not a number; `nil` for integers.
    var leastNonfinite: UInt64? {
        switch self {
        case .float8e5m2: 0x7C
        case .float8e4m3: 0x7F
        case .float16: 0x7C00
        case .bfloat16: 0x7F80
        case .float32: 0x7F80_0000
        case .float64: 0x7FF0_0000_0000_0000
        default: nil
        }
    }
}
