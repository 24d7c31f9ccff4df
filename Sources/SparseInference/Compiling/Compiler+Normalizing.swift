import Graphs
import InferenceKernels

extension Compiler {
    /// Adds a softmax along one axis, with the factor and the mask before it.
    mutating func addSoftmax(_ node: Node, at index: Int, axis: Int) -> Bool {
        let chain = facts.softmaxes.chains[index]
        guard let x = view(chain?.scores ?? node.input(0)) else { return false }
        let place = axis < 0 ? axis + x.shape.count : axis
        var layer = description(node, "rows")
        layer.operation = ((chain?.operators ?? []) + [layer.operation]).joined(separator: " + ")
        if addSoftmax(node, layer, of: x, along: place, chain) { return true }
        let packed = newView(x.shape, strides: View.packedStrides(x.shape))
        copy(x, to: packed, for: node)
        return addSoftmax(node, layer, of: packed, along: place, chain)
    }

    private mutating func addSoftmax(
        _ node: Node, _ layer: LayerDescription, of x: View, along axis: Int,
        _ chain: SoftmaxChains.Chain?
    ) -> Bool {
        let mask = chain?.mask.flatMap { self.mask($0, of: x, along: axis, for: node) }
        return addNormalizing(
            node, layer, .softmax(scale: chain?.scale ?? 1, mask: mask), x, axes: axis..<axis + 1)
    }

    /// A mask as kernels read it beside scores, copied if need be.
    private mutating func mask(
        _ mask: SoftmaxChains.Mask, of scores: View, along axis: Int, for node: Node
    ) -> NormalizingStep.Mask? {
        guard var numbers = view(mask.value) else { return nil }
        if mask.isInverted {
            let layer = LayerDescription(
                name: node.name, operation: "Not", algorithm: "elementwise")
            numbers = applying(.isZero, to: numbers, layer, node)
        }
        let placed = NormalizingStep.Mask(
            view: numbers.broadcast(to: scores.shape), function: mask.function)
        if placed.isReadable(beside: scores, along: axis) { return placed }
        // The axes that the mask has lie as those of the scores.
        let added = scores.shape.count - numbers.shape.count
        var model = scores
        model.shape = [Int](repeating: 1, count: added) + numbers.shape
        let target = newView(like: model)
        copy(numbers.broadcast(to: model.shape), to: target, for: node)
        return NormalizingStep.Mask(
            view: target.broadcast(to: scores.shape), function: mask.function)
    }

    /// Adds a layer norm over the last axes.
    mutating func addLayerNorm(_ node: Node, axis: Int, epsilon: Float) -> Bool {
        guard let x = view(node.input(0)), let scale = constant(node.input(1)) else {
            return false
        }
        let place = axis < 0 ? axis + x.shape.count : axis
        let bias = constant(node.input(2))
        let shape = Array(x.shape[place...])
        guard scale.shape == shape, node.input(2) == nil || bias?.shape == shape else {
            return false
        }
        let function = NormalizingStep.Function.layerNorm(
            scale: Memory(scale.floats, filler: 0), bias: bias.map { Memory($0.floats, filler: 0) },
            epsilon: epsilon)
        return addNormalizing(
            node, description(node, "rows"), function, x, axes: place..<x.shape.count)
    }

    /// Adds what takes the elements along axes together, where these are neighbours.
    mutating func addReduction(
        _ node: Node, _ function: ReduceOperator, axes: [Int]?, keepsAxes: Bool
    ) -> Bool {
        guard let x = view(node.input(0)) else { return false }
        let rank = x.shape.count
        let wanted = axes.map { $0.map { $0 < 0 ? $0 + rank : $0 }.sorted() } ?? Array(0..<rank)
        guard let first = wanted.first, let last = wanted.last,
            wanted == Array(first...last),
            let result = reduced(
                x, function.kernel(count: wanted.reduce(1) { $0 * x.shape[$1] }),
                axes: first..<last + 1, node, description(node, "rows"))
        else { return false }
        let others = x.shape.indices.filter { keepsAxes || !wanted.contains($0) }
        var output = result
        output.shape = others.map { result.shape[$0] }
        output.strides = others.map { result.strides[$0] }
        define(node.outputs[0], output)
        return true
    }

    /// Adds the logarithm of a softmax: the logarithm of the sum of powers is subtracted.
    mutating func addLogSoftmax(_ node: Node, axis: Int) -> Bool {
        guard let x = view(node.input(0)) else { return false }
        let place = axis < 0 ? axis + x.shape.count : axis
        guard
            let sums = reduced(
                x, .logSumExp, axes: place..<place + 1, node, description(node, "rows"))
        else { return false }
        addPairs(node, .subtract, x, sums.broadcast(to: x.shape), to: newView(like: x))
        return true
    }

    /// A value whose elements along axes are taken together; the axes have the size 1. Nil where there is no
    /// element.
    private mutating func reduced(
        _ x: View, _ reduction: Reduction, axes: Range<Int>, _ node: Node, _ layer: LayerDescription
    ) -> View? {
        guard x.count > 0 else { return nil }
        for isPacked in [false, true] {
            var source = x
            if isPacked {
                source = newView(x.shape, strides: View.packedStrides(x.shape))
            }
            var model = source
            for axis in axes { model.shape[axis] = 1 }
            let output = newView(like: model)
            guard
                let step = NormalizingStep(
                    layer, kernels, .reduction(reduction), from: source, to: output, axes: axes)
            else { continue }
            if isPacked { copy(x, to: source, for: node) }
            add(step, reads: [source], writes: [output])
            return output
        }
        return nil
    }

    private mutating func addNormalizing(
        _ node: Node, _ layer: LayerDescription, _ function: NormalizingStep.Function, _ x: View,
        axes: Range<Int>
    ) -> Bool {
        let output = newView(like: x)
        guard
            let step = NormalizingStep(layer, kernels, function, from: x, to: output, axes: axes)
        else { return false }
        add(step, reads: [x] + (function.mask.map { [$0.view] } ?? []), writes: [output])
        define(node.outputs[0], output)
        return true
    }
}

extension ReduceOperator {
    /// The kernel that takes so many numbers together.
    fileprivate func kernel(count: Int) -> Reduction {
        switch self {
        case .mean: .sum(factor: 1 / Float(count))
        case .sum: .sum(factor: 1)
        case .max: .maximum
        case .min: .minimum
        case .product: .product
        case .l1: .sumOfMagnitudes
        case .l2: .norm
        case .sumOfSquares: .sumOfSquares
        case .logSumExp: .logSumExp
        }
    }
}
