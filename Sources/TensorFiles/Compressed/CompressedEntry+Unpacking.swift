extension CompressedEntry {
    /// Returns the elements of the tensor: its values at their positions, and zeros elsewhere.
    ///
    /// - Parameter file: The file that has the parts.
    /// - Returns: The bytes, row-major and little-endian.
    /// - Throws: ``CompressionProblem`` for positions that do not fit, or a scale that is none.
    func unpacked(from file: SafetensorsFile) throws -> [UInt8] {
        let mask = try file.withUnsafeBytes(of: parts.positions) {
            try row.code.unpacked($0, valueCount: row.count, shape: shape)
        }
        let steps = try file.withUnsafeBytes(of: parts.scale) { try Self.steps($0) }
        var bytes = [UInt8](repeating: 0, count: elementCount * dtype.byteCount)
        file.withUnsafeBytes(of: parts.values) { values in
            bytes.withUnsafeMutableBytes { target in
                if row.isScaled {
                    let rowSize = elementCount / max(steps.count, 1)
                    scatter(mask, into: target) { number, element in
                        let count = Float(Int8(bitPattern: values[number]))
                        return (count * steps[element / rowSize]).bitPattern.littleEndian
                    }
                } else if row.values != dtype {
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
