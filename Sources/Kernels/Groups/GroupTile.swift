/// Sixteen groups side by side: row *j* holds the *j*-th member of each group.
///
/// Groups are numbered along the inner axis first. Where sixteen of them lie side by side in
/// memory, rows are copied whole; elsewhere the tile is a transposition.
struct GroupTile {
    let layout: GroupLayout

    /// The number of the first group.
    let firstGroup: Int

    /// The number of groups in the tile; the lanes after them hold any values.
    let groupCount: Int

    /// Copies the groups from `source` to `rows`.
    @inline(__always)
    func read(_ source: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>) {
        if isContiguous {
            let start = source + offset
            for member in 0..<layout.groupSize {
                store(load(start + member &* layout.innerCount), rows + member &* laneCount)
            }
        } else {
            forEachElement { element, place in rows[place] = source[element] }
        }
    }

    /// Copies the groups from `rows` to `output`.
    @inline(__always)
    func write(_ rows: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>) {
        if isContiguous {
            let start = output + offset
            for member in 0..<layout.groupSize {
                store(load(rows + member &* laneCount), start + member &* layout.innerCount)
            }
        } else {
            forEachElement { element, place in output[element] = rows[place] }
        }
    }

    private var innerPlace: Int { firstGroup % layout.innerCount }

    private var isContiguous: Bool {
        groupCount == laneCount && innerPlace + laneCount <= layout.innerCount
    }

    /// The index of the first member of the first group.
    private var offset: Int {
        firstGroup / layout.innerCount * layout.innerCount * layout.groupSize + innerPlace
    }

    /// Calls `body` with the index of each element in memory and in the tile.
    @inline(__always)
    private func forEachElement(_ body: (_ element: Int, _ place: Int) -> Void) {
        let inner = layout.innerCount
        var first = offset
        var place = innerPlace
        for lane in 0..<groupCount {
            for member in 0..<layout.groupSize {
                body(first &+ member &* inner, member &* laneCount &+ lane)
            }
            first &+= 1
            place &+= 1
            if place == inner {
                place = 0
                first &+= (layout.groupSize &- 1) &* inner
            }
        }
    }
}
