// Bitmasks and lengths of runs.

extension PositionCode {
    func packedBits(_ mask: ElementMask) -> [UInt8] {
        mask.words.map(\.littleEndian).withUnsafeBytes {
            Array($0.prefix((mask.elementCount + 7) / 8))
        }
    }

    func unpackedBits(
        _ bytes: UnsafeRawBufferPointer, elementCount: Int
    ) throws(CompressionProblem) -> ElementMask {
        var mask = ElementMask(elementCount: elementCount)
        for (index, byte) in bytes.enumerated() {
            var rest = byte
            while rest != 0 {
                let element = index * 8 + rest.trailingZeroBitCount
                guard element < elementCount else { throw .beyondEnd(elementCount) }
                mask.insert(element)
                rest &= rest - 1
            }
        }
        return mask
    }

    /// The lengths of the runs of `mask`, the first of elements that are not in it; `nil` if one does
    /// not fit its 32 bits.
    static func runs(of mask: ElementMask) -> [UInt32]? {
        var runs: [UInt32] = []
        var (start, end, isFitting) = (0, 0, true)
        func append(_ length: Int) {
            isFitting = isFitting && length <= Int(UInt32.max)
            runs.append(UInt32(truncatingIfNeeded: length))
        }
        mask.forEach { element in
            if element > end || runs.isEmpty {
                if !runs.isEmpty { append(end - start) }
                append(element - end)
                start = element
            }
            end = element + 1
        }
        if !runs.isEmpty { append(end - start) }
        if end < mask.elementCount { append(mask.elementCount - end) }
        return isFitting ? runs : nil
    }

    func packedRuns(_ mask: ElementMask) -> [UInt8] {
        (Self.runs(of: mask) ?? []).map(\.littleEndian).withUnsafeBytes { Array($0) }
    }

    func unpackedRuns(
        _ bytes: UnsafeRawBufferPointer, elementCount: Int
    ) throws(CompressionProblem) -> ElementMask {
        var mask = ElementMask(elementCount: elementCount)
        var end = 0
        for number in 0..<bytes.count / 4 {
            let word = bytes.loadUnaligned(fromByteOffset: number * 4, as: UInt32.self)
            let length = Int(UInt32(littleEndian: word))
            guard length <= elementCount - end else { throw .beyondEnd(elementCount) }
            if number % 2 == 1 { mask.insert(end..<end + length) }
            end += length
        }
        guard end == elementCount else {
            throw CompressionProblem("its runs cover \(end) of \(elementCount) elements")
        }
        return mask
    }
}

extension CompressionProblem {
    /// A position that is none of the tensor's.
    static func beyondEnd(_ elementCount: Int) -> CompressionProblem {
        CompressionProblem("its positions go beyond its \(elementCount) elements")
    }
}
