import Graphs
import InferenceKernels

extension Compiler {
    /// Adds a pooling over one or two axes; averages only where each has the same number of elements.
    mutating func addPooling(
        _ node: Node, _ pooling: Pooling, _ function: PlaneWindows.Function
    ) -> Bool {
        guard let x = view(node.input(0)),
            let geometry = WindowGeometry(
                pooling, input: x.shape, output: facts.shape(node.outputs[0])),
            function == .maximum || pooling.averagesWholeWindows(geometry)
        else { return false }
        let shape = facts.shape(node.outputs[0])
        let output = newPlanes(shape, channels: 1, positions: 2..<shape.count)
        guard let input = planes(x, geometry, for: node),
            let result = PlaneLayout(output, channels: 1, positions: 2..<shape.count)
        else { return false }
        let share = 1 / Float(geometry.tapCount)
        add(
            WindowStep(
                description(node, "window"), kernels, geometry, function, from: input, to: result,
                weights: [Float](repeating: share, count: geometry.tapCount), hasOwnWeights: false),
            reads: [input.view], writes: [output])
        define(node.outputs[0], output)
        return true
    }

    /// Adds the greatest element of each plane.
    mutating func addPlaneMaximum(_ node: Node) -> Bool {
        let rank = facts.shape(node.outputs[0]).count
        return rank > 2
            && addReduction(node, .max, axes: Array(2..<rank), keepsAxes: true)
    }

    /// Whether axes that are taken together are all behind the channels.
    func isPlaneMean(_ node: Node, axes: [Int]?) -> Bool {
        guard let axes, let x = node.input(0), let rank = facts.types[x]?.shape.count else {
            return false
        }
        return axes.map { $0 < 0 ? $0 + rank : $0 }.sorted() == Array(2..<max(rank, 2))
    }

    /// Adds the mean over all positions.
    mutating func addPlaneMean(_ node: Node) -> Bool {
        guard let x = view(node.input(0)), x.shape.count > 2 else { return false }
        let rank = x.shape.count
        guard !x.shape.contains(0),
            let input = planes(x, channels: 1, positions: 2..<rank, for: node)
        else { return false }
        let shape = facts.shape(node.outputs[0])
        let output = newView(shape, strides: View.packedStrides(shape))
        let matrix = output.reshaped(to: [x.shape[0], x.shape[1], 1]) ?? output
        guard let result = PlaneLayout(matrix, channels: 1, positions: 2..<3) else { return false }
        add(
            PlaneMeanStep(
                layer: description(node, "sum"), kernels: kernels, input: input, output: result),
            reads: [input.view], writes: [output])
        define(node.outputs[0], output)
        return true
    }
}

extension Pooling {
    /// Whether every average is that of as many elements.
    fileprivate func averagesWholeWindows(_ geometry: WindowGeometry) -> Bool {
        guard !roundsUp else { return false }
        if countsPadding { return true }
        let reachY =
            (geometry.outputHeight - 1) * geometry.strideY
            + (geometry.kernelHeight - 1) * geometry.dilationY
        let reachX =
            (geometry.outputWidth - 1) * geometry.strideX
            + (geometry.kernelWidth - 1) * geometry.dilationX
        return geometry.paddingTop == 0 && geometry.paddingLeft == 0 && reachY < geometry.height
            && reachX < geometry.width
    }
}
