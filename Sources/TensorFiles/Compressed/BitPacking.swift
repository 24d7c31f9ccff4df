/// Numbers of a few bits each, one after the other; the lowest bit of a number and of a byte comes
/// first.
struct BitWriter {
    /// The bytes that are full, and after ``finish()`` all.
    private(set) var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingCount = 0

    /// Appends the lowest `width` bits of `value`, at most 32.
    mutating func append(_ value: Int, width: Int) {
        let mask = (UInt64(1) << UInt64(width)) - 1
        pending |= (UInt64(truncatingIfNeeded: value) & mask) << UInt64(pendingCount)
        pendingCount += width
        while pendingCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            pendingCount -= 8
        }
    }

    /// Appends `count` zeros and a one.
    mutating func appendUnary(_ count: Int) {
        var rest = count
        while rest >= 32 {
            append(0, width: 32)
            rest -= 32
        }
        append(1 << rest, width: rest + 1)
    }

    /// Fills the last byte up with zeros.
    mutating func finish() {
        if pendingCount > 0 { append(0, width: 8 - pendingCount) }
    }
}

/// Reads what ``BitWriter`` writes.
struct BitReader {
    private let bytes: UnsafeRawBufferPointer
    private var next = 0
    private var pending: UInt64 = 0
    private var pendingCount = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Reads a number of `width` bits, at most 32; what is beyond the end reads as zeros.
    mutating func read(width: Int) -> Int {
        while pendingCount < width {
            if next < bytes.count { pending |= UInt64(bytes[next]) << UInt64(pendingCount) }
            next += 1
            pendingCount += 8
        }
        let value = pending & ((UInt64(1) << UInt64(width)) - 1)
        pending >>= UInt64(width)
        pendingCount -= width
        return Int(value)
    }

    /// Whether all bits of the byte that was begun are zero from here on.
    var isPaddingClear: Bool { pending == 0 }
}
