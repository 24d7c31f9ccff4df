public import InferenceKernels

extension Level {
    /// Computes planes of a depthwise convolution or of a pooling.
    public static func slide(_ windows: PlaneWindows) {
        switch windows.function {
        case .weightedSum: slide(windows, WeightedSum.self)
        case .maximum: slide(windows, Maximum.self)
        }
    }

    @inline(__always)
    private static func slide<Function: WindowFunction>(
        _ windows: PlaneWindows, _: Function.Type
    ) {
        switch windows.geometry.strideX {
        case 1: slideInPlace(windows, Function.self, EveryColumn.self)
        case 2: slideInPlace(windows, Function.self, EverySecondColumn.self)
        default: slideOverBands(windows, Function.self)
        }
    }

    /// Computes planes from where they lie.
    @inline(__always)
    private static func slideInPlace<Function: WindowFunction, Columns: ColumnStep>(
        _ windows: PlaneWindows, _: Function.Type, _: Columns.Type
    ) {
        fill(windows.band, 0..<windows.geometry.rowReach, with: Function.filler)
        if WindowSweep<Function, Columns>.fits(windows.geometry) {
            for number in 0..<windows.planeCount {
                WindowSweep<Function, Columns>(plane: Plane(windows, number)).run()
            }
        } else {
            for number in 0..<windows.planeCount {
                WindowInPlace<Function, Columns>(plane: Plane(windows, number)).run()
            }
        }
    }

    /// Computes planes from bands of their rows, copied with the padding.
    @inline(__always)
    private static func slideOverBands<Function: WindowFunction>(
        _ windows: PlaneWindows, _: Function.Type
    ) {
        let (rows, height) = (windows.layout.outputRowCount, windows.geometry.outputHeight)
        for number in 0..<windows.planeCount {
            let plane = Plane(windows, number)
            var row = 0
            while row < height {
                let end = min(row &+ rows, height)
                plane.packBand(firstRow: row, outputRowCount: end &- row, Function.filler)
                WindowOverBand<Function>(plane: plane, rows: row..<end).run()
                row = end
            }
        }
    }
}

/// What a window makes of the elements it sees.
protocol WindowFunction {
    /// What stands for elements outside.
    static var filler: Float { get }
    /// What a result begins with.
    static func start<Vector: LaneVector>(_ plane: Plane) -> Vector
    /// Takes the lanes of one tap in.
    static func take<Vector: LaneVector>(
        _ lanes: Vector, _ weight: Float, into result: inout Vector)
    /// What three taps see together.
    static func row<Vector: WindowLanes>(
        _ weights: (Vector, Vector, Vector), _ lanes: (Vector, Vector, Vector)
    ) -> Vector
    /// Takes what several taps see in.
    static func join<Vector: WindowLanes>(_ result: Vector, _ other: Vector) -> Vector
}

enum WeightedSum: WindowFunction {
    static var filler: Float { 0 }

    @inline(__always)
    static func start<Vector: LaneVector>(_ plane: Plane) -> Vector {
        Vector(repeating: plane.bias)
    }

    @inline(__always)
    static func take<Vector: LaneVector>(
        _ lanes: Vector, _ weight: Float, into result: inout Vector
    ) {
        result.addProduct(weight, lanes)
    }

    @inline(__always)
    static func row<Vector: WindowLanes>(
        _ weights: (Vector, Vector, Vector), _ lanes: (Vector, Vector, Vector)
    ) -> Vector {
        // Summed apart from the result, so that rows wait for one addition of each other.
        multiplyAdd(
            multiplyAdd(weights.0 * lanes.0, weights.1, lanes.1), weights.2, lanes.2)
    }

    @inline(__always)
    static func join<Vector: WindowLanes>(_ result: Vector, _ other: Vector) -> Vector {
        result + other
    }
}

enum Maximum: WindowFunction {
    static var filler: Float { -.infinity }

    @inline(__always)
    static func start<Vector: LaneVector>(_ plane: Plane) -> Vector {
        Vector(repeating: -.infinity)
    }

    @inline(__always)
    static func take<Vector: LaneVector>(
        _ lanes: Vector, _ weight: Float, into result: inout Vector
    ) {
        result.formMaximum(lanes)
    }

    @inline(__always)
    static func row<Vector: WindowLanes>(
        _: (Vector, Vector, Vector), _ lanes: (Vector, Vector, Vector)
    ) -> Vector {
        join(join(lanes.0, lanes.1), lanes.2)
    }

    @inline(__always)
    static func join<Vector: WindowLanes>(_ result: Vector, _ other: Vector) -> Vector {
        var result = result
        result.formMaximum(other)
        return result
    }
}
