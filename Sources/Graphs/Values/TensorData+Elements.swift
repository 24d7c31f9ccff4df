extension TensorData {
    /// The elements as numbers; integers beyond 2⁵³ are rounded.
    public var numbers: [Double] {
        switch elementType {
        case .float32: elements(UInt32.self) { Double(Float(bitPattern: $0)) }
        case .float64: elements(UInt64.self) { Double(bitPattern: $0) }
        case .float16: elements(UInt16.self) { Double(Float(halfPattern: $0)) }
        case .bfloat16: elements(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
        case .bool, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64:
            integers.map { Double($0) }
        }
    }

    /// The elements as integers; fractions are cut off, and what does not fit is 0.
    public var integers: [Int] {
        switch elementType {
        case .bool: elements(UInt8.self) { $0 == 0 ? 0 : 1 }
        case .uint8: elements(UInt8.self) { Int($0) }
        case .int8: elements(Int8.self) { Int($0) }
        case .uint16: elements(UInt16.self) { Int($0) }
        case .int16: elements(Int16.self) { Int($0) }
        case .uint32: elements(UInt32.self) { Int($0) }
        case .int32: elements(Int32.self) { Int($0) }
        case .uint64: elements(UInt64.self) { Int(truncatingIfNeeded: $0) }
        case .int64: elements(Int64.self) { Int($0) }
        case .float16, .bfloat16, .float32, .float64:
            numbers.map { Int(exactly: $0.rounded(.towardZero)) ?? 0 }
        }
    }

    /// Stores numbers in a floating-point type, rounded to it.
    ///
    /// - Parameters:
    ///   - elementType: A floating-point type.
    ///   - numbers: The elements, as many as the shape has.
    ///   - shape: The size of every axis.
    /// - Throws: ``GraphError/wrongByteCount(found:type:)``.
    public init(
        _ elementType: ElementType, numbers: [Double], shape: [Int]
    ) throws(GraphError) {
        let bytes: [UInt8] =
            switch elementType {
            case .float64: Self.bytes(numbers) { $0.bitPattern }
            case .float16: Self.bytes(numbers) { Float($0).halfPattern }
            case .bfloat16: Self.bytes(numbers) { Float($0).brainPattern }
            case .float32: Self.bytes(numbers) { Float($0).bitPattern }
            case .bool, .uint8, .int8, .uint16, .int16, .uint32, .int32, .uint64, .int64:
                Self.integerBytes(
                    numbers.map { Int(exactly: $0.rounded(.towardZero)) ?? 0 }, elementType)
            }
        try self.init(elementType, shape: shape, bytes: bytes)
    }

    /// Stores integers in an integer type, cut to its bits.
    ///
    /// - Parameters:
    ///   - elementType: An integer type, or the truth values.
    ///   - integers: The elements, as many as the shape has.
    ///   - shape: The size of every axis.
    /// - Throws: ``GraphError/wrongByteCount(found:type:)``.
    public init(
        _ elementType: ElementType, integers: [Int], shape: [Int]
    ) throws(GraphError) {
        let bytes =
            elementType.isFloatingPoint ? [] : Self.integerBytes(integers, elementType)
        if elementType.isFloatingPoint {
            try self.init(elementType, numbers: integers.map { Double($0) }, shape: shape)
        } else {
            try self.init(elementType, shape: shape, bytes: bytes)
        }
    }

    private static func integerBytes(_ integers: [Int], _ elementType: ElementType) -> [UInt8] {
        switch elementType.byteCount {
        case 1 where elementType == .bool: bytes(integers) { UInt8($0 == 0 ? 0 : 1) }
        case 1: bytes(integers) { UInt8(truncatingIfNeeded: $0) }
        case 2: bytes(integers) { UInt16(truncatingIfNeeded: $0) }
        case 4: bytes(integers) { UInt32(truncatingIfNeeded: $0) }
        default: bytes(integers) { UInt64(truncatingIfNeeded: $0) }
        }
    }

    private static func bytes<Value, Word: FixedWidthInteger>(
        _ values: [Value], _ word: (Value) -> Word
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * (Word.bitWidth / 8))
        for value in values {
            Swift.withUnsafeBytes(of: word(value).littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    private func elements<Word: FixedWidthInteger, Value>(
        _: Word.Type, _ value: (Word) -> Value
    ) -> [Value] {
        let size = Word.bitWidth / 8
        return withUnsafeBytes { bytes in
            (0..<elementCount).map { index in
                value(
                    Word(
                        littleEndian: bytes.loadUnaligned(
                            fromByteOffset: index * size, as: Word.self)))
            }
        }
    }
}

extension Float {
    /// Widens an IEEE half-precision number.
    init(halfPattern bits: UInt16) {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10) & 0x1F
        let fraction = Float(bits & 0x3FF)
        self =
            switch exponent {
            case 0: sign * fraction * 0x1p-24
            case 31: fraction == 0 ? sign * .infinity : .nan
            default:
                sign * (1024 + fraction)
                    * Float(sign: .plus, exponent: exponent - 25, significand: 1)
            }
    }

    /// The nearest IEEE half-precision number, ties to even.
    var halfPattern: UInt16 {
        let sign: UInt16 = self.sign == .minus ? 0x8000 : 0
        if isNaN { return 0x7E00 }
        if magnitude >= 65520 { return sign | 0x7C00 }
        if magnitude < 0x1p-14 {
            return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
        }
        let exponent = magnitude.exponent
        let steps = (magnitude * Float(sign: .plus, exponent: 10 - exponent, significand: 1))
            .rounded(.toNearestOrEven)
        return sign | (UInt16(exponent + 15) << 10) &+ (UInt16(steps) &- 1024)
    }

    /// The nearest number with the upper 16 bits of a `Float`, ties to even.
    var brainPattern: UInt16 {
        if isNaN { return 0x7FC0 }
        let rounding = 0x7FFF + (bitPattern >> 16) & 1
        return UInt16(truncatingIfNeeded: (bitPattern &+ rounding) >> 16)
    }
}
