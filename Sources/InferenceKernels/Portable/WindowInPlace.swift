import InferenceKernels

/// A plane computed from where its input lies: what a window sees beside the plane is replaced after it was
/// loaded, what it sees above and below comes from a row of the function's filler.
struct WindowInPlace<Function: WindowFunction, Columns: ColumnStep>: WindowBlocks {
    let plane: Plane

    var rows: Range<Int> {
        @inline(__always) get { 0..<plane.geometry.outputHeight }
    }

    @inline(__always)
    func compute<Vector: WindowLanes>(_ row: Int, _ column: Int, _: Vector.Type) {
        if plane.seesAll(Columns.self, from: column, Vector.self) {
            computeBlock(row, column, WholeView<Vector>.self)
        } else {
            computeBlock(row, column, PartialView<Vector>.self)
        }
    }

    @inline(__always)
    private func computeBlock<View: WindowView>(_ row: Int, _ column: Int, _: View.Type) {
        let geometry = plane.geometry
        let step = geometry.strideY
        var weights = plane.weights
        var first: View.Vector = Function.start(plane)
        var second: View.Vector = first
        var third: View.Vector = first
        var fourth: View.Vector = first
        for tapRow in 0..<geometry.kernelHeight {
            let top = row &* step &+ tapRow &* geometry.dilationY &- geometry.paddingTop
            let starts = (
                start(ofRow: top, column), start(ofRow: top &+ step, column),
                start(ofRow: top &+ 2 &* step, column), start(ofRow: top &+ 3 &* step, column)
            )
            for tap in 0..<geometry.kernelWidth {
                let offset = tap &* geometry.dilationX
                let view: View = plane.view(Columns.self, from: column, offset)
                let weight = weights[tap]
                Function.take(load(starts.0 + offset, view), weight, into: &first)
                Function.take(load(starts.1 + offset, view), weight, into: &second)
                Function.take(load(starts.2 + offset, view), weight, into: &third)
                Function.take(load(starts.3 + offset, view), weight, into: &fourth)
            }
            weights += geometry.kernelWidth
        }
        store(first, row, column)
        store(second, row &+ 1, column)
        store(third, row &+ 2, column)
        store(fourth, row &+ 3, column)
    }

    @inline(__always)
    private func start(ofRow row: Int, _ column: Int) -> UnsafePointer<Float> {
        plane.start(ofRow: row) + column &* Columns.step
    }

    @inline(__always)
    private func load<View: WindowView>(
        _ address: UnsafePointer<Float>, _ view: View
    ) -> View.Vector {
        view.inside(Columns.load(address), Function.filler)
    }
}
