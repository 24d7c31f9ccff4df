// The gaps between elements with values in a Golomb-Rice code: each gap is divided by a power of two,
// the quotient stands in unary and the remainder as it is. The quotients of all gaps come first, then
// all remainders, so that both are plain arrays of bits.
//
// Source: Golomb, "Run-Length Encodings", IEEE Transactions on Information Theory, 1966; Rice and
// Plaunt, "Adaptive Variable-Length Coding for Efficient Compression of Spacecraft Television Data",
// IEEE Transactions on Communication Technology, 1971.

extension PositionCode {
    /// The width of the remainders that makes the gaps of `mask` shortest, and their bytes with it.
    static func shortestRice(for mask: ElementMask) -> (remainderWidth: Int, byteCount: Int) {
        // The bits of all quotients, for each width.
        var quotientSums = [Int](repeating: 0, count: maximumRemainderWidth + 1)
        var count = 0
        mask.forEachGap { gap in
            count += 1
            var (quotient, width) = (gap, 0)
            while quotient > 0, width <= maximumRemainderWidth {
                quotientSums[width] += quotient
                quotient >>= 1
                width += 1
            }
        }
        var best = (remainderWidth: 0, byteCount: Int.max)
        for (width, sum) in quotientSums.enumerated() {
            let byteCount = (sum + count + 7) / 8 + (width * count + 7) / 8
            if byteCount < best.byteCount { best = (width, byteCount) }
        }
        return best
    }

    func packedGaps(_ mask: ElementMask, remainderWidth: Int) -> [UInt8] {
        var (quotients, remainders) = (BitWriter(), BitWriter())
        mask.forEachGap { gap in
            quotients.appendUnary(gap >> remainderWidth)
            remainders.append(gap, width: remainderWidth)
        }
        quotients.finish()
        remainders.finish()
        return quotients.bytes + remainders.bytes
    }

    func unpackedGaps(
        _ bytes: UnsafeRawBufferPointer, valueCount: Int, elementCount: Int, remainderWidth: Int
    ) throws(CompressionProblem) -> ElementMask {
        let split = bytes.count - (valueCount * remainderWidth + 7) / 8
        var remainders = BitReader(UnsafeRawBufferPointer(rebasing: bytes[split...]))
        var mask = ElementMask(elementCount: elementCount)
        var (count, previousEnd, element) = (0, 0, -1)
        for index in 0..<split {
            var rest = bytes[index]
            while rest != 0 {
                let end = index * 8 + rest.trailingZeroBitCount + 1
                let quotient = end - previousEnd - 1
                guard count < valueCount else { throw .unfinishedGaps(valueCount) }
                // A quotient above this would lose bits when it is shifted.
                guard quotient <= elementCount >> remainderWidth else {
                    throw .beyondEnd(elementCount)
                }
                let gap = quotient << remainderWidth | remainders.read(width: remainderWidth)
                guard gap < elementCount - 1 - element else { throw .beyondEnd(elementCount) }
                element += gap + 1
                mask.insert(element)
                (count, previousEnd) = (count + 1, end)
                rest &= rest - 1
            }
        }
        guard count == valueCount, (previousEnd + 7) / 8 == split, remainders.isPaddingClear else {
            throw .unfinishedGaps(valueCount)
        }
        return mask
    }
}

extension CompressionProblem {
    fileprivate static func unfinishedGaps(_ valueCount: Int) -> CompressionProblem {
        CompressionProblem("its positions are not the gaps before \(valueCount) values")
    }
}
