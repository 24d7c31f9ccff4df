/// Where the buffers of a call lie in one stretch of memory: buffers that are not needed at the same
/// time share their place.
package struct MemoryPlan: Sendable {
    /// A buffer and the steps during which it is needed.
    package struct Request: Sendable {
        /// The size in elements.
        var elementCount: Int
        /// The first step that needs it.
        var firstStep: Int
        /// The last step that needs it.
        var lastStep: Int

        /// Makes a request.
        package init(elementCount: Int, firstStep: Int, lastStep: Int) {
            self.elementCount = elementCount
            self.firstStep = firstStep
            self.lastStep = lastStep
        }
    }

    /// The place of each buffer in elements.
    package let offsets: [Int]
    /// The size of all.
    package let elementCount: Int

    /// Buffers begin at multiples of a line of the cache.
    private static let alignment = 16

    /// Places the largest buffers first, each in the smallest gap that it fits into.
    package init(_ requests: [Request]) {
        var offsets = [Int](repeating: 0, count: requests.count)
        var placed: [Int] = []
        var end = 0
        for index in requests.indices.sorted(by: {
            (requests[$1].elementCount, $0) < (requests[$0].elementCount, $1)
        }) {
            let request = requests[index]
            let neighbours = placed.filter {
                requests[$0].firstStep <= request.lastStep
                    && request.firstStep <= requests[$0].lastStep
            }
            let taken = neighbours.map {
                offsets[$0]..<offsets[$0] + Self.size(requests[$0])
            }
            offsets[index] = Self.gap(of: Self.size(request), between: taken)
            end = max(end, offsets[index] + Self.size(request))
            placed.append(index)
        }
        self.offsets = offsets
        elementCount = end
    }

    private static func size(_ request: Request) -> Int {
        (request.elementCount + alignment - 1) / alignment * alignment
    }

    /// The start of the smallest gap that is large enough, or of the free end.
    private static func gap(of size: Int, between taken: [Range<Int>]) -> Int {
        var best: (start: Int, size: Int)?
        var start = 0
        for range in taken.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let free = range.lowerBound - start
            if free >= size, free < best?.size ?? .max { best = (start, free) }
            start = max(start, range.upperBound)
        }
        return best?.start ?? start
    }
}
