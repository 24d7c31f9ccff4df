/// Which elements of a weight tensor form the groups of an N:M pattern.
public enum PatternGrouping: Equatable, Sendable {
    /// M consecutive inputs (the second axis) at the same output and kernel position: the axis
    /// along which 2:4 hardware works.
    case inputs
    /// M consecutive elements of one output's weights, flattened: inputs outermost, then the
    /// kernel's height and width.
    case flattenedKernel
}

/// How well a weight tensor keeps an N:M pattern.
public struct PatternCheck: Equatable, Sendable {
    /// The number of groups, a shorter last group of each row included.
    public let groupCount: Int
    /// The number of groups with more than N nonzero elements.
    public let violatingGroupCount: Int
    /// Whether every group has M elements. A shorter group counts as one padded with zeros.
    public let isDivisible: Bool

    /// Whether no group has more than N nonzero elements.
    public var holds: Bool { violatingGroupCount == 0 }
}

extension TensorFile {
    /// Counts the groups of M elements of a tensor in which more than N are nonzero.
    ///
    /// - Parameters:
    ///   - name: A weight `[outputs, inputs]` or `[outputs, inputs, …]`, of any type.
    ///   - kept: N, the number of elements that may be nonzero, in `0...groupSize`.
    ///   - groupSize: M, at least 1.
    ///   - grouping: Which elements form a group.
    /// - Returns: The counts.
    /// - Throws: What ``entry(_:)`` throws,
    ///   ``SafetensorsError/noInputAxis(tensor:shape:path:)`` for fewer than two axes, or
    ///   ``SafetensorsError/invalidPattern(kept:groupSize:)``.
    /// - Complexity: One pass over the tensor's bytes.
    public func checkPattern(
        of name: String, kept: Int, of groupSize: Int, grouping: PatternGrouping = .inputs
    ) throws -> PatternCheck {
        guard groupSize >= 1, (0...groupSize).contains(kept) else {
            throw SafetensorsError.invalidPattern(kept: kept, groupSize: groupSize)
        }
        let entry = try entry(name)
        guard entry.shape.count >= 2 else {
            throw SafetensorsError.noInputAxis(tensor: name, shape: entry.shape, path: path)
        }
        let counter = GroupCounter(
            entry: entry, grouping: grouping, kept: kept, groupSize: groupSize)
        return try withUnsafeBytes(of: name) { bytes in
            switch entry.dtype.byteCount {
            case 1: counter.check(bytes, as: UInt8.self)
            case 2: counter.check(bytes, as: UInt16.self)
            case 4: counter.check(bytes, as: UInt32.self)
            default: counter.check(bytes, as: UInt64.self)
            }
        }
    }
}

/// Counts nonzeros by group in a tensor seen as `[outputs, inputs, positions]`.
private struct GroupCounter {
    let outputCount: Int
    let inputCount: Int
    let positionCount: Int
    let kept: Int
    let groupSize: Int
    let mask: UInt64

    init(entry: some StoredTensor, grouping: PatternGrouping, kept: Int, groupSize: Int) {
        let shape = entry.elementCount == 0 ? [0, 0] : entry.shape
        let positions = shape.dropFirst(2).reduce(1, *)
        outputCount = shape[0]
        inputCount = grouping == .inputs ? shape[1] : shape[1] * positions
        positionCount = grouping == .inputs ? positions : 1
        self.kept = kept
        self.groupSize = groupSize
        mask = entry.dtype.magnitudeMask
    }

    func check<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, as type: Word.Type
    ) -> PatternCheck {
        var violatingCount = 0
        withUnsafeTemporaryAllocation(of: Int.self, capacity: positionCount) { counts in
            for output in 0..<outputCount {
                for first in stride(from: 0, to: inputCount, by: groupSize) {
                    let inputs = first..<min(first + groupSize, inputCount)
                    count(bytes, as: type, output, inputs, into: counts)
                    for count in counts where count > kept { violatingCount += 1 }
                }
            }
        }
        let (wholeCount, rest) = inputCount.quotientAndRemainder(dividingBy: groupSize)
        return PatternCheck(
            groupCount: outputCount * (wholeCount + rest.signum()) * positionCount,
            violatingGroupCount: violatingCount, isDivisible: rest == 0)
    }

    /// Counts the nonzeros of one group of inputs at every position.
    @inline(__always)
    private func count<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, as type: Word.Type, _ output: Int, _ inputs: Range<Int>,
        into counts: UnsafeMutableBufferPointer<Int>
    ) {
        let mask = Word(truncatingIfNeeded: mask)
        counts.update(repeating: 0)
        for input in inputs {
            let start = (output * inputCount + input) * positionCount
            for position in 0..<positionCount {
                let offset = (start + position) &* (Word.bitWidth / 8)
                let word = bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)
                counts[position] &+= Word(littleEndian: word) & mask == 0 ? 0 : 1
            }
        }
    }
}
