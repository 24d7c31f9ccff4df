/// Sixteen groups side by side: row *j* holds the *j*-th member of each group.
///
/// Groups are numbered along the inner axis first. A tile is filled in one of three ways: rows
/// that lie side by side in memory are copied whole; groups that lie one after another are
/// transposed by shuffles; anything else is copied in runs.
struct GroupTile {
    let layout: GroupLayout

    /// The number of the first group.
    let firstGroup: Int

    /// The number of groups in the tile; the lanes after them hold any values.
    let groupCount: Int

    /// Copies the groups from `source` to `rows`; `scratch` is as large.
    @inline(__always)
    func read(
        _ source: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        if isContiguous {
            let start = source + offset
            for member in 0..<layout.groupSize {
                store(load(start + member &* layout.innerCount), rows + member &* laneCount)
            }
        } else if isPackedPowerOfTwo {
            transpose(source + offset, into: rows, scratch: scratch)
        } else {
            forEachRun { element, place, length in
                copy(source + element, to: rows + place, count: length)
            }
        }
    }

    /// Copies the groups from `rows`, which are left with any values, to `output`; `scratch` is
    /// as large as the rows.
    @inline(__always)
    func write(
        _ rows: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        if isContiguous {
            let start = output + offset
            for member in 0..<layout.groupSize {
                store(load(rows + member &* laneCount), start + member &* layout.innerCount)
            }
        } else if isPackedPowerOfTwo {
            transposeBack(rows, into: output + offset, scratch: scratch)
        } else {
            forEachRun { element, place, length in
                copy(rows + place, to: output + element, count: length)
            }
        }
    }

    private var innerPlace: Int { firstGroup % layout.innerCount }

    private var isContiguous: Bool {
        groupCount == laneCount && layout.innerCount >= laneCount
            && innerPlace + laneCount <= layout.innerCount
    }

    private var isPackedPowerOfTwo: Bool {
        let size = layout.groupSize
        return groupCount == laneCount && layout.innerCount == 1 && size & (size - 1) == 0
    }

    /// The index of the first member of the first group.
    private var offset: Int {
        firstGroup / layout.innerCount * layout.innerCount * layout.groupSize + innerPlace
    }

    /// Calls `body` for each stretch of one row that is a stretch of memory too.
    @inline(__always)
    private func forEachRun(_ body: (_ element: Int, _ place: Int, _ length: Int) -> Void) {
        let inner = layout.innerCount
        var first = offset
        var innerPlace = innerPlace
        var lane = 0
        while lane < groupCount {
            let length = min(inner &- innerPlace, groupCount &- lane)
            for member in 0..<layout.groupSize {
                body(first &+ member &* inner, member &* laneCount &+ lane, length)
            }
            lane &+= length
            first &+= length &+ (layout.groupSize &- 1) &* inner
            innerPlace = 0
        }
    }
}

/// Copies fewer than 32 values.
@inline(__always)
private func copy(
    _ source: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>, count: Int
) {
    var index = 0
    while count &- index >= 4 {
        let values = UnsafeRawPointer(source + index).loadUnaligned(as: SIMD4<Float>.self)
        UnsafeMutableRawPointer(output + index).storeBytes(of: values, as: SIMD4<Float>.self)
        index &+= 4
    }
    while index < count {
        output[index] = source[index]
        index &+= 1
    }
}
