/// Some of the elements of a tensor, a bit for each in row-major order.
struct ElementMask: Equatable {
    /// The number of elements of the tensor.
    let elementCount: Int
    /// 64 elements each, the first one in the lowest bit; bits behind the last element are clear.
    private(set) var words: [UInt64]

    /// Makes a mask of no elements, or of all.
    init(elementCount: Int, isFull: Bool = false) {
        self.elementCount = elementCount
        words = [UInt64](repeating: isFull ? .max : 0, count: (elementCount + 63) / 64)
        let rest = elementCount % 64
        if isFull, rest > 0 { words[words.count - 1] = (1 << UInt64(rest)) - 1 }
    }

    /// The number of elements in the mask.
    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// Adds an element, which must be one of the tensor.
    mutating func insert(_ element: Int) {
        words[element >> 6] |= 1 << UInt64(element & 63)
    }

    /// Adds the elements of `range`, which must be of the tensor.
    mutating func insert(_ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min((start | 63) + 1, range.upperBound)
            let ones: UInt64 = end - start == 64 ? .max : (1 << UInt64(end - start)) - 1
            words[start >> 6] |= ones << UInt64(start & 63)
            start = end
        }
    }

    /// Calls `body` with the elements of the mask in their order.
    @inline(__always)
    func forEach<Failure: Error>(_ body: (Int) throws(Failure) -> Void) throws(Failure) {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                try body(index << 6 | word.trailingZeroBitCount)
                word &= word - 1
            }
        }
    }

    /// Calls `body` with the number of elements that are not in the mask before each one that is.
    @inline(__always)
    func forEachGap(_ body: (Int) -> Void) {
        var next = 0
        forEach { element in
            body(element - next)
            next = element + 1
        }
    }
}

extension ElementMask {
    /// Makes the mask of the elements of a tensor that are not zero; −0 is zero.
    ///
    /// - Parameters:
    ///   - bytes: The elements, row-major and little-endian.
    ///   - dtype: Their type.
    init(nonzerosOf bytes: UnsafeRawBufferPointer, dtype: StoredType) {
        self.init(elementCount: bytes.count / dtype.byteCount)
        switch dtype.byteCount {
        case 1: insertNonzeros(of: bytes, mask: UInt8(truncatingIfNeeded: dtype.magnitudeMask))
        case 2: insertNonzeros(of: bytes, mask: UInt16(truncatingIfNeeded: dtype.magnitudeMask))
        case 4: insertNonzeros(of: bytes, mask: UInt32(truncatingIfNeeded: dtype.magnitudeMask))
        default: insertNonzeros(of: bytes, mask: dtype.magnitudeMask)
        }
    }

    private mutating func insertNonzeros<Word: FixedWidthInteger & BitwiseCopyable>(
        of bytes: UnsafeRawBufferPointer, mask: Word
    ) {
        for index in words.indices {
            var bits: UInt64 = 0
            for bit in 0..<min(64, elementCount - index * 64) {
                let offset = (index * 64 + bit) * (Word.bitWidth / 8)
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)
                if Word(littleEndian: word) & mask != 0 { bits |= 1 << UInt64(bit) }
            }
            words[index] = bits
        }
    }
}
