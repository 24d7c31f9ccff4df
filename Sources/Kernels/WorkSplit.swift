/// Elements `0..<count` cut into one consecutive part for each thread.
///
/// Every kernel computes an element, a group or a row alone, or joins the parts with integer
/// sums, so the number of parts never changes a result.
struct WorkSplit {
    let count: Int
    let partCount: Int
    private let unit: Int
    private let threads: Threads

    /// The fewest values that are worth a thread.
    ///
    /// Waking a second thread of Dispatch, the slower of the pools, takes 10 to 20 µs. From this many
    /// values for each thread on, two threads gain a third for the soft mask and lose nothing for the
    /// cheapest kernel, the norms (AMD EPYC 7003, two cores).
    static let minimumValueCount = 65_536

    /// - Parameters:
    ///   - count: Number of elements, at least 0.
    ///   - valuesPerElement: Values that one element stands for, to judge the work.
    ///   - unit: Every part but the last is a multiple of this many elements.
    ///   - threads: What runs the parts, and how many at most.
    init(count: Int, valuesPerElement: Int = 1, unit: Int = 64, threads: Threads) {
        let worthwhile = count * valuesPerElement / Self.minimumValueCount
        self.count = count
        self.unit = unit
        self.threads = threads
        partCount = max(1, min(threads.count, worthwhile, (count + unit - 1) / unit))
    }

    /// Returns the elements of one part.
    func range(ofPart part: Int) -> Range<Int> {
        let unitCount = (count + unit - 1) / unit
        let start = min(count, unitCount * part / partCount * unit)
        let end = min(count, unitCount * (part + 1) / partCount * unit)
        return start..<end
    }

    /// Calls `body` once for each part, on several threads when there are several parts, and
    /// returns when all calls have returned.
    func run(_ body: (_ part: Int, _ elements: Range<Int>) -> Void) {
        if partCount == 1 {
            body(0, 0..<count)
        } else {
            threads.run(partCount: partCount) { part in body(part, range(ofPart: part)) }
        }
    }

    /// Returns what `body` returns for each part, in the order of the parts.
    func map<Result>(_ body: (_ part: Int, _ elements: Range<Int>) -> Result) -> [Result] {
        Array(unsafeUninitializedCapacity: partCount) { results, initializedCount in
            let slots = results
            run { part, elements in
                slots.initializeElement(at: part, to: body(part, elements))
            }
            initializedCount = partCount
        }
    }
}
