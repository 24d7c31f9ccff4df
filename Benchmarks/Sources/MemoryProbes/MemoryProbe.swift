/// One read and one copy of values, as fast as this machine does them: the scale for kernels that
/// do little more than pass over memory.
public enum MemoryProbe {
    /// Runs numbered parts at the same time, and returns when all are done.
    public typealias Pool = (_ partCount: Int, _ part: (_ number: Int) -> Void) -> Void

    /// Reads `values` once and returns their sum, so that the reading cannot be left out.
    public static func sum(
        of values: UnsafeBufferPointer<Float>, threadCount: Int, of pool: @escaping Pool
    ) -> Float {
        guard let start = values.baseAddress else { return 0 }
        let parts = partCount(of: values.count, threadCount: threadCount)
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: parts) { sums in
            run(parts, of: values.count, on: pool) { part, range in
                sums[part] = sumPart(start + range.lowerBound, count: range.count)
            }
            return sums.reduce(0, +)
        }
    }

    /// Copies `values` into `copy`, which has as many places.
    public static func copy(
        _ values: UnsafeBufferPointer<Float>, into copy: UnsafeMutableBufferPointer<Float>,
        threadCount: Int, of pool: @escaping Pool
    ) {
        precondition(copy.count == values.count, "a copy is as long as the original")
        guard let source = values.baseAddress, let target = copy.baseAddress else { return }
        let parts = partCount(of: values.count, threadCount: threadCount)
        run(parts, of: values.count, on: pool) { _, range in
            (target + range.lowerBound).update(from: source + range.lowerBound, count: range.count)
        }
    }

    /// As many threads as the kernels would use: waking one for less is not worth it.
    private static func partCount(of count: Int, threadCount: Int) -> Int {
        max(1, min(threadCount, count / 65_536))
    }

    private static func run(
        _ partCount: Int, of count: Int, on pool: @escaping Pool,
        _ body: (_ part: Int, Range<Int>) -> Void
    ) {
        if partCount == 1 {
            body(0, 0..<count)
        } else {
            pool(partCount) { part in
                body(part, (count * part / partCount)..<(count * (part + 1) / partCount))
            }
        }
    }

    /// Four sums at a time: one would wait for its additions instead of for the memory.
    private static func sumPart(_ start: UnsafePointer<Float>, count: Int) -> Float {
        let bytes = UnsafeRawPointer(start)
        var first = SIMD8<Float>.zero
        var second = SIMD8<Float>.zero
        var third = SIMD8<Float>.zero
        var fourth = SIMD8<Float>.zero
        var index = 0
        while index &+ 32 <= count {
            let offset = index &* 4
            first += bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            second += bytes.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD8<Float>.self)
            third += bytes.loadUnaligned(fromByteOffset: offset &+ 64, as: SIMD8<Float>.self)
            fourth += bytes.loadUnaligned(fromByteOffset: offset &+ 96, as: SIMD8<Float>.self)
            index &+= 32
        }
        var rest: Float = 0
        while index < count {
            rest += start[index]
            index &+= 1
        }
        return (first + second + third + fourth).sum() + rest
    }
}
