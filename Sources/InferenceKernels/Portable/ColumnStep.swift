/// How far apart the columns are that neighbouring lanes see.
protocol ColumnStep {
    /// How many columns further the next lane sees.
    static var step: Int { get }
    /// Reads lanes.
    static func load<Vector: WindowLanes>(_ address: UnsafePointer<Float>) -> Vector
    /// Reads the lanes that three neighbouring taps see.
    static func loadThree<Vector: WindowLanes>(
        _ address: UnsafePointer<Float>
    ) -> (Vector, Vector, Vector)
}

/// Windows that step by one column.
enum EveryColumn: ColumnStep {
    static var step: Int {
        @inline(__always) get { 1 }
    }

    @inline(__always)
    static func load<Vector: WindowLanes>(_ address: UnsafePointer<Float>) -> Vector {
        Vector.load(address)
    }

    @inline(__always)
    static func loadThree<Vector: WindowLanes>(
        _ address: UnsafePointer<Float>
    ) -> (Vector, Vector, Vector) {
        (Vector.load(address), Vector.load(address + 1), Vector.load(address + 2))
    }
}

/// Windows that step by two columns.
enum EverySecondColumn: ColumnStep {
    static var step: Int {
        @inline(__always) get { 2 }
    }

    @inline(__always)
    static func load<Vector: WindowLanes>(_ address: UnsafePointer<Float>) -> Vector {
        Vector.loadPairs(address).0
    }

    @inline(__always)
    static func loadThree<Vector: WindowLanes>(
        _ address: UnsafePointer<Float>
    ) -> (Vector, Vector, Vector) {
        let (first, second) = Vector.loadPairs(address)
        return (first, second, Vector.loadPairs(address + 2).0)
    }
}
