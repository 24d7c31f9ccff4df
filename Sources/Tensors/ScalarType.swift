/// The type of a tensor's elements. Raw values are those of `c10::ScalarType`.
public enum ScalarType: Int32, Sendable, CaseIterable {
    case uint8 = 0
    case int8 = 1
    case int16 = 2
    case int32 = 3
    case int64 = 4
    case float16 = 5
    case float32 = 6
    case float64 = 7
    case bool = 11
    case bfloat16 = 15

    /// The size of one element in bytes.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .int16, .float16, .bfloat16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }
}

/// A Swift type that tensors can be made of and read as.
public protocol TensorScalar: BitwiseCopyable, Sendable {
    /// The element type of a tensor of this Swift type.
    static var scalarType: ScalarType { get }
}

extension UInt8: TensorScalar {
    /// The element type of a tensor of bytes.
    public static var scalarType: ScalarType { .uint8 }
}

extension Int32: TensorScalar {
    /// The element type of a tensor of 32-bit integers.
    public static var scalarType: ScalarType { .int32 }
}

extension Int64: TensorScalar {
    /// The element type of a tensor of 64-bit integers.
    public static var scalarType: ScalarType { .int64 }
}

extension Float: TensorScalar {
    /// The element type of a tensor of single-precision numbers.
    public static var scalarType: ScalarType { .float32 }
}

extension Double: TensorScalar {
    /// The element type of a tensor of double-precision numbers.
    public static var scalarType: ScalarType { .float64 }
}

extension Bool: TensorScalar {
    /// The element type of a tensor of truth values.
    public static var scalarType: ScalarType { .bool }
}
