import InferenceKernels

/// Sixteen columns with neighbouring elements, or one row.
struct RowPart {
    let input: UnsafePointer<Float>
    let stride: Int
    let output: UnsafeMutablePointer<Float>
    let outputStride: Int
    let length: Int
    /// How many of the lanes are there; 0 for a row.
    let laneCount: Int

    /// Whether lanes are columns.
    var isAcross: Bool { laneCount > 0 }

    /// Whether all sixteen columns are there. The compiler keeps lanes in one register only where it
    /// knows.
    var isWhole: Bool { laneCount == Lanes.count }

    /// The elements of a row, sixteen at a time, and how many they are; `filler` behind its end.
    @inline(__always)
    func forEachVector(
        _ filler: Float, _ body: (_ index: Int, _ lanes: Lanes, _ count: Int) -> Void
    ) {
        var index = 0
        while length &- index >= Lanes.count {
            body(index, Lanes.load(input + index), Lanes.count)
            index &+= Lanes.count
        }
        if index < length {
            var lanes = Lanes(repeating: filler)
            for lane in 0..<length &- index { lanes[lane] = input[index &+ lane] }
            body(index, lanes, length &- index)
        }
    }

    /// Writes the first elements of sixteen in a row.
    @inline(__always)
    func writeVector(_ lanes: Lanes, _ index: Int, _ count: Int) {
        if count == Lanes.count {
            lanes.store(output + index)
        } else {
            lanes.store(output + index, count: count)
        }
    }
}

/// Neighbouring columns, place by place.
struct Columns<Access: LaneAccess> {
    let part: RowPart

    /// The elements at a place.
    @inline(__always)
    func lanes(_ index: Int) -> Lanes {
        Access.load(part.input + index &* part.stride, part.laneCount)
    }

    /// Writes the results at a place.
    @inline(__always)
    func write(_ lanes: Lanes, _ index: Int) {
        Access.store(lanes, part.output + index &* part.outputStride, part.laneCount)
    }

    /// The results that were written at a place.
    @inline(__always)
    func result(_ index: Int) -> Lanes {
        Access.load(UnsafePointer(part.output) + index &* part.outputStride, part.laneCount)
    }
}

/// How many of sixteen lanes there are in memory.
protocol LaneAccess {
    static var isWhole: Bool { get }
    static func load(_ address: UnsafePointer<Float>, _ count: Int) -> Lanes
    static func store(_ lanes: Lanes, _ address: UnsafeMutablePointer<Float>, _ count: Int)
}

/// All of them.
enum WholeLanes: LaneAccess {
    static var isWhole: Bool {
        @inline(__always) get { true }
    }

    @inline(__always)
    static func load(_ address: UnsafePointer<Float>, _ count: Int) -> Lanes {
        Lanes.load(address)
    }

    @inline(__always)
    static func store(_ lanes: Lanes, _ address: UnsafeMutablePointer<Float>, _ count: Int) {
        lanes.store(address)
    }
}

/// The first of them.
enum PartOfLanes: LaneAccess {
    static var isWhole: Bool {
        @inline(__always) get { false }
    }

    @inline(__always)
    static func load(_ address: UnsafePointer<Float>, _ count: Int) -> Lanes {
        Lanes(address, count: count)
    }

    @inline(__always)
    static func store(_ lanes: Lanes, _ address: UnsafeMutablePointer<Float>, _ count: Int) {
        lanes.store(address, count: count)
    }
}

extension NormalizedRows {
    /// Calls `body` with each row, or with each sixteen columns, and the first of its lanes.
    @inline(__always)
    func forEachPart(_ body: (_ part: RowPart, _ lane: Int) -> Void) {
        let step = isAcross ? Lanes.count : 1
        var lane = 0
        while lane < laneCount {
            body(
                RowPart(
                    input: input + lane &* laneStride, stride: stride,
                    output: output + lane &* outputLaneStride, outputStride: outputStride,
                    length: length, laneCount: isAcross ? min(step, laneCount &- lane) : 0),
                lane)
            lane &+= step
        }
    }
}
