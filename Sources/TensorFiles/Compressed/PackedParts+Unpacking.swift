extension PackedParts {
    /// Returns the elements of the tensor: its values at their positions, and zeros elsewhere.
    ///
    /// - Parameters:
    ///   - dtype: The type of the elements.
    ///   - shape: The shape of the tensor.
    ///   - file: The file that has the parts.
    /// - Returns: The bytes, row-major and little-endian.
    /// - Throws: ``CompressionProblem`` for positions that do not fit, or a scale that is none.
    func unpacked(dtype: StoredType, shape: [Int], from file: SafetensorsFile) throws -> [UInt8] {
        let mask = try mask(shape: shape, from: file)
        var bytes = [UInt8](repeating: 0, count: mask.elementCount * dtype.byteCount)
        try file.withUnsafeBytes(of: values) { values in
            try bytes.withUnsafeMutableBytes { target in
                if let scale {
                    let steps = try file.withUnsafeBytes(of: scale) { try Self.steps($0) }
                    let rowSize = mask.elementCount / max(steps.count, 1)
                    scatter(mask, into: target) { number, element in
                        let step = Float(Int8(bitPattern: values[number]))
                        return (step * steps[element / rowSize]).bitPattern.littleEndian
                    }
                } else if self.values.dtype != dtype {
                    scatter(mask, into: target) { number, _ in
                        let half = values.loadUnaligned(
                            fromByteOffset: number * 2, as: UInt16.self)
                        return widenHalf(UInt16(littleEndian: half)).bitPattern.littleEndian
                    }
                } else {
                    scatterWords(of: values, mask, into: target, byteCount: dtype.byteCount)
                }
            }
        }
        return bytes
    }

    private func mask(shape: [Int], from file: SafetensorsFile) throws -> ElementMask {
        let count = values.elementCount
        guard let positions else {
            let none = UnsafeRawBufferPointer(start: nil, count: 0)
            return try code.unpacked(none, valueCount: count, shape: shape)
        }
        return try file.withUnsafeBytes(of: positions) {
            try code.unpacked($0, valueCount: count, shape: shape)
        }
    }

    /// Reads the steps of the output channels.
    private static func steps(_ bytes: UnsafeRawBufferPointer) throws -> [Float] {
        try (0..<bytes.count / 4).map { channel in
            let word = bytes.loadUnaligned(fromByteOffset: channel * 4, as: UInt32.self)
            let step = Float(bitPattern: UInt32(littleEndian: word))
            guard step.isFinite, step >= 0 else {
                throw CompressionProblem(
                    "the scale of output channel \(channel) is \(step); it must be finite and at "
                        + "least 0")
            }
            return step
        }
    }
}

/// Copies words to the elements of a mask, in their order.
private func scatterWords(
    of values: UnsafeRawBufferPointer, _ mask: ElementMask,
    into target: UnsafeMutableRawBufferPointer, byteCount: Int
) {
    switch byteCount {
    case 1: scatter(mask, into: target) { number, _ in values[number] }
    case 2:
        scatter(mask, into: target) { number, _ in
            values.loadUnaligned(fromByteOffset: number * 2, as: UInt16.self)
        }
    case 4:
        scatter(mask, into: target) { number, _ in
            values.loadUnaligned(fromByteOffset: number * 4, as: UInt32.self)
        }
    default:
        scatter(mask, into: target) { number, _ in
            values.loadUnaligned(fromByteOffset: number * 8, as: UInt64.self)
        }
    }
}

/// Stores a word at every element of a mask; `word` gets the number of the value and the element.
@inline(__always)
private func scatter<Word: BitwiseCopyable>(
    _ mask: ElementMask, into target: UnsafeMutableRawBufferPointer,
    _ word: (Int, Int) -> Word
) {
    var number = 0
    mask.forEach { element in
        target.storeBytes(
            of: word(number, element), toByteOffset: element * MemoryLayout<Word>.size,
            as: Word.self)
        number += 1
    }
}
