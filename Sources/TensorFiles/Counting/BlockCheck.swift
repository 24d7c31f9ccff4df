/// How well the zeros of a weight tensor come in blocks of R consecutive outputs at one input.
public struct BlockCheck: Equatable, Sendable {
    /// The number of blocks, the lower ones at the last outputs included.
    public let blockCount: Int
    /// The number of blocks of R outputs in which every element is zero.
    public let zeroBlockCount: Int
    /// The number of blocks in which some elements are zero and others are not.
    public let partlyZeroCount: Int
    /// Where the first block is that is zero in part, such as `[4-7, 3, 0, 1]`; `nil` if there is none.
    public let firstPartlyZeroBlock: String?

    /// Whether every block is zero as a whole or has no zero.
    public var holds: Bool { partlyZeroCount == 0 }
}

extension TensorFile {
    /// Counts the blocks of R consecutive outputs at one input that are zero as a whole or in part.
    ///
    /// - Parameters:
    ///   - name: A weight `[outputs, inputs]` or `[outputs, inputs, …]`, of any type.
    ///   - height: R, at least 1. Where it does not divide the outputs, the last blocks are lower.
    /// - Returns: The counts.
    /// - Throws: What ``entry(_:)`` throws,
    ///   ``SafetensorsError/noInputAxis(tensor:shape:path:)`` for fewer than two axes, or
    ///   ``SafetensorsError/invalidPattern(kept:groupSize:)``.
    /// - Complexity: One pass over the tensor's bytes.
    public func checkBlocks(of name: String, height: Int) throws -> BlockCheck {
        guard height >= 1 else {
            throw SafetensorsError.invalidPattern(kept: 0, groupSize: height)
        }
        let entry = try entry(name)
        guard entry.shape.count >= 2 else {
            throw SafetensorsError.noInputAxis(tensor: name, shape: entry.shape, path: path)
        }
        var counter = BlockCounter(entry: entry, height: height)
        try withUnsafeBytes(of: name) { bytes in
            switch entry.dtype.byteCount {
            case 1: counter.count(bytes, as: UInt8.self)
            case 2: counter.count(bytes, as: UInt16.self)
            case 4: counter.count(bytes, as: UInt32.self)
            default: counter.count(bytes, as: UInt64.self)
            }
        }
        return counter.check
    }
}

/// Counts zeros by block in a tensor seen as `[outputs, columns]`.
private struct BlockCounter {
    private let shape: [Int]
    private let height: Int
    private let mask: UInt64
    private var zeroBlockCount = 0
    private var partlyZeroCount = 0
    private var firstPartlyZero: (outputs: Range<Int>, column: Int)?

    init(entry: some StoredTensor, height: Int) {
        shape = entry.elementCount == 0 ? [0, 0] : entry.shape
        self.height = height
        mask = entry.dtype.magnitudeMask
    }

    private var columnCount: Int { shape.dropFirst().reduce(1, *) }

    var check: BlockCheck {
        BlockCheck(
            blockCount: (shape[0] + height - 1) / height * columnCount,
            zeroBlockCount: zeroBlockCount, partlyZeroCount: partlyZeroCount,
            firstPartlyZeroBlock: firstPartlyZero.map(place))
    }

    mutating func count<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, as type: Word.Type
    ) {
        let columnCount = columnCount
        let mask = Word(truncatingIfNeeded: mask)
        withUnsafeTemporaryAllocation(of: Int.self, capacity: columnCount) { counts in
            for first in stride(from: 0, to: shape[0], by: height) {
                let outputs = first..<min(first + height, shape[0])
                counts.initialize(repeating: 0)
                for output in outputs {
                    for column in 0..<columnCount {
                        let offset = (output * columnCount + column) &* (Word.bitWidth / 8)
                        let word = bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)
                        counts[column] &+= Word(littleEndian: word) & mask == 0 ? 1 : 0
                    }
                }
                note(UnsafeBufferPointer(counts), of: outputs)
            }
        }
    }

    /// Takes note of the zeros of the blocks of some outputs.
    private mutating func note(_ zeroCounts: UnsafeBufferPointer<Int>, of outputs: Range<Int>) {
        for (column, count) in zeroCounts.enumerated() where count > 0 {
            if count < outputs.count {
                partlyZeroCount += 1
                firstPartlyZero = firstPartlyZero ?? (outputs, column)
            } else if outputs.count == height {
                zeroBlockCount += 1
            }
        }
    }

    /// A block as indices of the tensor.
    private func place(of outputs: Range<Int>, _ column: Int) -> String {
        var indices: [Int] = []
        var rest = column
        for size in shape.dropFirst().reversed() {
            indices.append(rest % size)
            rest /= size
        }
        let rows =
            outputs.count == 1
            ? "\(outputs.lowerBound)" : "\(outputs.lowerBound)-\(outputs.upperBound - 1)"
        return "[\(([rows] + indices.reversed().map(String.init)).joined(separator: ", "))]"
    }
}
