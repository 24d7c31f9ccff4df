/// A loop over the elements of several views of one shape, with as few and as long rows as their
/// distances allow.
struct StridedLoop: Sendable {
    /// The sizes of the axes that are left, the row last.
    private let sizes: [Int]
    /// For each view the distances along these axes.
    private let strides: [[Int]]

    /// Orders the axes by the distances of the last view, in which the row has neighbouring elements
    /// if any axis has, and joins axes where that is possible in all views.
    ///
    /// - Parameters:
    ///   - shape: The sizes of the axes.
    ///   - strides: For each view the distances along them.
    ///   - keepsOrder: Whether axes stay in their order.
    init(_ shape: [Int], _ strides: [[Int]], keepsOrder: Bool = false) {
        var axes = shape.indices.filter { shape[$0] != 1 }
        let target = strides[strides.count - 1]
        if !keepsOrder { axes.sort { (target[$1], $0) < (target[$0], $1) } }
        var sizes: [Int] = []
        var joined = strides.map { _ in [Int]() }
        for axis in axes {
            let fits = zip(joined, strides).allSatisfy { $0.last == $1[axis] * shape[axis] }
            if !sizes.isEmpty, fits {
                sizes[sizes.count - 1] *= shape[axis]
                for view in strides.indices { joined[view][sizes.count - 1] = strides[view][axis] }
            } else {
                sizes.append(shape[axis])
                for view in strides.indices { joined[view].append(strides[view][axis]) }
            }
        }
        if shape.contains(0) {
            sizes = [0]
            joined = strides.map { _ in [1] }
        } else if sizes.isEmpty {
            sizes = [1]
            joined = strides.map { _ in [1] }
        }
        self.sizes = sizes
        self.strides = joined
    }

    /// The length of a row.
    var rowLength: Int { sizes[sizes.count - 1] }

    /// The number of rows.
    var rowCount: Int { sizes.dropLast().reduce(1, *) }

    /// The number of all elements.
    var elementCount: Int { sizes.reduce(1, *) }

    /// The place of an element in a view, elements counted with the row fastest.
    func place(of element: Int, in view: Int = 0) -> Int {
        let (row, index) = element.quotientAndRemainder(dividingBy: max(rowLength, 1))
        return place(ofRow: row, in: view) + index * rowStride(view)
    }

    /// The distance of two elements of a row in a view.
    func rowStride(_ view: Int) -> Int { strides[view][sizes.count - 1] }

    /// The place of the first element of a row in a view.
    func place(ofRow row: Int, in view: Int) -> Int {
        var (rest, place) = (row, 0)
        for axis in (0..<sizes.count - 1).reversed() {
            place += rest % sizes[axis] * strides[view][axis]
            rest /= sizes[axis]
        }
        return place
    }

    /// Calls `body` for each of some rows with the place of its first element in each view.
    ///
    /// Places are counted on from row to row: a division for each axis of each row takes longer than a
    /// short row.
    func forEachRow(
        in rows: Range<Int>, _ body: (_ places: UnsafeMutablePointer<Int>) -> Void
    ) {
        guard rowLength > 0, !rows.isEmpty else { return }
        let (axisCount, viewCount) = (sizes.count - 1, strides.count)
        // For each axis its size, its place and its distances, the outermost last.
        let numbers = (0..<axisCount).reversed().flatMap { axis in
            [sizes[axis], index(ofRow: rows.lowerBound, along: axis)] + strides.map { $0[axis] }
        }
        let width = viewCount + 2
        withUnsafeTemporaryAllocation(of: Int.self, capacity: viewCount + numbers.count) { memory in
            guard let places = memory.baseAddress else { return }
            let axes = places + viewCount
            for view in 0..<viewCount {
                (places + view).initialize(to: place(ofRow: rows.lowerBound, in: view))
            }
            for (index, number) in numbers.enumerated() { (axes + index).initialize(to: number) }
            for _ in rows {
                body(places)
                var axis = axes
                for _ in 0..<axisCount {
                    axis[1] += 1
                    let isWhole = axis[1] == axis[0]
                    let steps = isWhole ? 1 - axis[0] : 1
                    for view in 0..<viewCount { places[view] += steps * axis[2 + view] }
                    guard isWhole else { break }
                    axis[1] = 0
                    axis += width
                }
            }
        }
    }

    /// The place of a row along one of the axes outside of it.
    private func index(ofRow row: Int, along axis: Int) -> Int {
        row / sizes[(axis + 1)..<(sizes.count - 1)].reduce(1, *) % sizes[axis]
    }

    /// Calls `body` for each row with the place of its first element, its length, and the distance of
    /// its elements, in each view.
    func forEachRow(
        _ body: (_ places: UnsafeMutablePointer<Int>, _ count: Int, _ steps: [Int]) -> Void
    ) {
        let steps = strides.indices.map { rowStride($0) }
        forEachRow(in: 0..<rowCount) { body($0, rowLength, steps) }
    }
}
