/// Two sums over the values of a slot, lane by lane.
struct LaneSums {
    private(set) var first = DoubleLanes.zero
    private(set) var second = DoubleLanes.zero

    /// The vectors that are added in single precision before their sum is added in double precision: few
    /// enough for the error of a sum to stay that of its terms.
    private static let blockSize = 16

    static func += (left: inout LaneSums, right: LaneSums) {
        left.first += right.first
        left.second += right.second
    }

    /// Adds the differences of the values of a run from `origin`, and their squares, in double precision.
    ///
    /// With a value of the channel for the origin, the variance keeps all but log₂(n) of the bits of double
    /// precision: no value is further than √n deviations from the mean of n.
    mutating func addMoments(_ run: VectorRun, of x: UnsafePointer<Float>, from origin: Lanes) {
        let origin = DoubleLanes(widening: origin)
        // Sums of their own: those in memory would be written for every vector.
        var (sum, squareSum) = (DoubleLanes.zero, DoubleLanes.zero)
        run.forEachVector { index in
            let difference = DoubleLanes(widening: load(x + index)) - origin
            sum += difference
            squareSum.addProduct(difference, difference)
        }
        first += sum
        second += squareSum
    }

    /// Adds the first of the two vectors that `pair` gives for the vector at each index of a run, and their
    /// product.
    ///
    /// Double precision alone would take twice the time, for digits that the gradients do not keep.
    @inline(__always)
    mutating func add(_ run: VectorRun, _ pair: (_ index: Int) -> (Lanes, Lanes)) {
        var index = run.start
        for block in stride(from: 0, to: run.count, by: Self.blockSize) {
            var (sum, productSum) = (Lanes.zero, Lanes.zero)
            for _ in block..<min(block &+ Self.blockSize, run.count) {
                let (value, factor) = pair(index)
                sum += value
                productSum.addProduct(value, factor)
                index &+= run.stride
            }
            first += DoubleLanes(widening: sum)
            second += DoubleLanes(widening: productSum)
        }
    }
}
