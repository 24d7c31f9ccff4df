/// How a compressed file stores the values of a tensor.
///
/// No code makes a zero of a value that is none, nor the other way round: promises of zeros stay as
/// strong as they are.
enum ValueCode: Equatable {
    /// Bit for bit.
    case exact(StoredType)
    /// In half precision; unpacked in single precision.
    case half
    /// In steps of the output channel, one for each; unpacked in single precision.
    case steps([Float])

    /// The type of the stored values.
    var storedType: StoredType {
        switch self {
        case .exact(let type): type
        case .half: .float16
        case .steps: .int8
        }
    }

    /// The type of the unpacked values.
    var unpackedType: StoredType {
        if case .exact(let type) = self { return type }
        return .float32
    }

    /// The bytes beside the values: the steps.
    var scaleByteCount: Int {
        if case .steps(let steps) = self { return 4 * steps.count }
        return 0
    }

    /// Chooses the code of a tensor: no more bits than wanted where its values allow that, else exact.
    ///
    /// Infinities and what is not a number are stored exactly, as are doubles that single precision would
    /// make zero, values that half precision cannot hold, and channels so small that their step is no
    /// normal number.
    ///
    /// - Parameters:
    ///   - bits: What is wanted.
    ///   - dtype: The type of the tensor, a floating-point one.
    ///   - shape: Its shape, with at least one axis.
    ///   - floats: Its elements in single precision; not looked at where 32 bits are wanted.
    ///   - nonzeroCount: The number of elements that are not zero.
    init(_ bits: ValueBits, dtype: StoredType, shape: [Int], floats: [Float], nonzeroCount: Int) {
        self = .exact(dtype)
        guard bits != .thirtyTwo, bits.rawValue < 8 * dtype.byteCount,
            floats.allSatisfy(\.isFinite), floats.count(where: { $0 != 0 }) == nonzeroCount
        else { return }
        switch bits {
        case .thirtyTwo: return
        case .sixteen: if floats.allSatisfy({ narrowHalf($0) != nil }) { self = .half }
        case .eight: if let steps = Self.steps(of: floats, shape: shape) { self = .steps(steps) }
        }
    }

    /// The step of each output channel, 0 where all elements are zero; `nil` where a step would not be
    /// a normal number or 127 of them would be infinite.
    private static func steps(of floats: [Float], shape: [Int]) -> [Float]? {
        guard let channelCount = shape.first, !shape.contains(0) else { return nil }
        let rowSize = floats.count / channelCount
        var steps: [Float] = []
        for channel in 0..<channelCount {
            let row = floats[channel * rowSize..<(channel + 1) * rowSize]
            let largest = row.reduce(0) { max($0, $1.magnitude) }
            let step = largest / 127
            guard largest == 0 || step.isNormal, (step * 127).isFinite else { return nil }
            steps.append(step)
        }
        return steps
    }

    /// The values of the elements in `mask`, in their order.
    ///
    /// - Parameters:
    ///   - bytes: All elements as the tensor has them, row-major and little-endian.
    ///   - floats: The same in single precision; not looked at for exact values.
    ///   - nonzeros: The elements that are not zero.
    ///   - mask: The elements with values.
    /// - Returns: The bytes of the part.
    func packed(
        _ bytes: UnsafeRawBufferPointer, floats: [Float], nonzeros: ElementMask, mask: ElementMask
    ) -> [UInt8] {
        var packed: [UInt8] = []
        packed.reserveCapacity(mask.count * storedType.byteCount)
        let nonzeroWords = nonzeros.words
        func isNonzero(_ element: Int) -> Bool {
            nonzeroWords[element >> 6] >> UInt64(element & 63) & 1 == 1
        }
        switch self {
        case .exact(let type):
            let size = type.byteCount
            mask.forEach { packed += bytes[$0 * size..<($0 + 1) * size] }
        case .half:
            mask.forEach { element in
                let half = isNonzero(element) ? Self.nonzeroHalf(floats[element]) : 0
                packed += [UInt8(truncatingIfNeeded: half), UInt8(half >> 8)]
            }
        case .steps(let steps):
            let rowSize = nonzeros.elementCount / max(steps.count, 1)
            mask.forEach { element in
                let count =
                    isNonzero(element)
                    ? Self.nonzeroCount(of: steps[element / rowSize], in: floats[element]) : 0
                packed.append(UInt8(bitPattern: count))
            }
        }
        return packed
    }

    /// The half nearest to `value` that is not zero.
    static func nonzeroHalf(_ value: Float) -> UInt16 {
        let half = narrowHalf(value) ?? 0
        return half & 0x7FFF == 0 ? half | 1 : half
    }

    /// The number of steps nearest to `value` that is not zero.
    static func nonzeroCount(of step: Float, in value: Float) -> Int8 {
        let count = min(127, max(1, (value.magnitude / step).rounded()))
        return value.sign == .minus ? -Int8(count) : Int8(count)
    }
}
