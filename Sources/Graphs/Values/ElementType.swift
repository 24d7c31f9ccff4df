/// The type of a tensor's elements.
public enum ElementType: String, CaseIterable, Sendable {
    /// A truth value in one byte.
    case bool
    /// An unsigned 8-bit integer.
    case uint8
    /// A signed 8-bit integer.
    case int8
    /// An unsigned 16-bit integer.
    case uint16
    /// A signed 16-bit integer.
    case int16
    /// An unsigned 32-bit integer.
    case uint32
    /// A signed 32-bit integer.
    case int32
    /// An unsigned 64-bit integer.
    case uint64
    /// A signed 64-bit integer.
    case int64
    /// An IEEE half-precision number.
    case float16
    /// The upper half of a single-precision number.
    case bfloat16
    /// An IEEE single-precision number.
    case float32
    /// An IEEE double-precision number.
    case float64

    /// The size of one element in bytes.
    public var byteCount: Int {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16, .float16, .bfloat16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    /// Whether elements are floating-point numbers.
    public var isFloatingPoint: Bool {
        switch self {
        case .float16, .bfloat16, .float32, .float64: true
        case .bool, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64: false
        }
    }
}
