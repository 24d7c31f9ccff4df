import Graphs
import InferenceKernels

extension Compiler {
    /// Adds a function of every element.
    mutating func addUnary(_ node: Node) -> Bool {
        guard let function = node.operation.kernel, var x = view(node.input(0)) else {
            return false
        }
        let output = newView(like: x)
        if StridedLoop(x.shape, [x.strides, output.strides]).rowStride(0) != 1 {
            let packed = newView(like: x)
            copy(x, to: packed, for: node)
            x = packed
        }
        add(
            UnaryStep(description(node, "elementwise"), kernels, function, from: x, to: output),
            reads: [x], writes: [output])
        define(node.outputs[0], output)
        return true
    }

    /// Adds a function of each pair of elements.
    mutating func addBinary(_ node: Node) -> Bool {
        if addScaledSoftmax(node) { return true }
        guard let function = node.operation.binaryKernel, node.inputs.count == 2,
            let a = view(node.input(0)), let b = view(node.input(1))
        else { return false }
        let shape = facts.shape(node.outputs[0])
        let operands = [a, b].map { $0.broadcast(to: shape) }
        let model = [a, b].first { isPlanned($0) && $0.shape == shape }
        let output =
            model.map { newView(like: $0) } ?? newView(shape, strides: View.packedStrides(shape))
        addPairs(node, function, operands[0], operands[1], to: output)
        return true
    }

    /// Adds a function of each pair of elements, with the activation that follows.
    private mutating func addPairs(
        _ node: Node, _ function: BinaryKernel, _ a: View, _ b: View, to output: View
    ) {
        let first = operand(a, output, b, node)
        let second = operand(b, output, first, node)
        var layer = description(node, "elementwise")
        var (name, bounds) = (node.outputs[0], Bounds.none)
        if let next = facts.onlyUser(of: name),
            let clamped = facts.graph.nodes[next].operation.bounds
        {
            fuse([next])
            (name, bounds) = (facts.graph.nodes[next].outputs[0], clamped)
            layer.operation += " + " + facts.graph.nodes[next].operation.name
        }
        add(
            BinaryStep(
                layer, kernels, function, first: first, second: second, output: output,
                bounds: bounds),
            reads: [first, second], writes: [output])
        define(name, output)
    }

    /// Adds a batch norm with known statistics that no convolution has taken up: a product and a sum
    /// for each channel.
    mutating func addBatchNorm(_ node: Node, epsilon: Float) -> Bool {
        let numbers = (1...4).compactMap { constant(node.input($0))?.floats }
        guard let x = view(node.input(0)), x.shape.count > 1, numbers.count == 4 else {
            return false
        }
        let factors = zip(numbers[0], numbers[3]).map { $0 / ($1 + epsilon).squareRoot() }
        let shifts = factors.indices.map { numbers[1][$0] - numbers[2][$0] * factors[$0] }
        let (scaled, output) = (newView(like: x), newView(like: x))
        let factor = newConstant(factors, along: 1, of: x.shape)
        let first = operand(x, scaled, factor, node)
        add(
            BinaryStep(
                description(node, "elementwise"), kernels, .multiply, first: first,
                second: operand(factor, scaled, first, node), output: scaled, bounds: .none),
            reads: [first], writes: [scaled])
        addPairs(node, .add, scaled, newConstant(shifts, along: 1, of: x.shape), to: output)
        return true
    }

    private func isPlanned(_ view: View) -> Bool {
        if case .planned = view.buffer { true } else { false }
    }

    /// An operand that a kernel can read along the rows of the output, copied if need be.
    private mutating func operand(
        _ view: View, _ output: View, _ other: View, _ node: Node
    ) -> View {
        let loop = StridedLoop(output.shape, [view.strides, other.strides, output.strides])
        if loop.rowLength <= 1 || loop.rowStride(0) <= 1 { return view }
        let target = newView(like: output)
        copy(view, to: target, for: node)
        return target
    }

    /// Adds a softmax along one axis.
    mutating func addSoftmax(_ node: Node, axis: Int) -> Bool {
        guard let x = view(node.input(0)) else { return false }
        return addSoftmax(node, axis: axis, of: x, scale: 1)
    }

    private mutating func addSoftmax(
        _ node: Node, axis: Int, of x: View, scale: Float
    ) -> Bool {
        let place = axis < 0 ? axis + x.shape.count : axis
        return addNormalizing(node, .softmax(scale: scale), x, axes: place..<place + 1)
    }

    /// Adds a product with, or quotient by, a constant above 0 together with the softmax that alone
    /// uses it.
    private mutating func addScaledSoftmax(_ node: Node) -> Bool {
        guard let factor = constantFactor(node), let x = view(node.input(0)),
            x.shape == facts.shape(node.outputs[0]), let next = facts.onlyUser(of: node.outputs[0]),
            case .softmax(let axis) = facts.graph.nodes[next].operation,
            addSoftmax(facts.graph.nodes[next], axis: axis, of: x, scale: factor)
        else { return false }
        fuse([next])
        return true
    }

    /// The number above 0 that the first input is multiplied by.
    private func constantFactor(_ node: Node) -> Float? {
        guard let weight = constant(node.input(1)), weight.elementCount == 1,
            let number = weight.floats.first, number > 0, number.isFinite
        else { return nil }
        switch node.operation {
        case .binary(.mul): return number
        case .binary(.div): return 1 / number
        default: return nil
        }
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
        return addNormalizing(node, function, x, axes: place..<x.shape.count)
    }

    private mutating func addNormalizing(
        _ node: Node, _ function: NormalizingStep.Function, _ x: View, axes: Range<Int>
    ) -> Bool {
        let output = newView(like: x)
        guard
            let step = NormalizingStep(
                description(node, "rows"), kernels, function, from: x, to: output, axes: axes)
        else { return false }
        add(step, reads: [x], writes: [output])
        define(node.outputs[0], output)
        return true
    }
}

extension Operation {
    /// The kernel of a function of one number.
    fileprivate var kernel: UnaryKernel? {
        switch self {
        case .unary(.exp): .exp
        case .unary(.sigmoid): .sigmoid
        case .unary(.tanh): .tanh
        case .unary(.erf): .erf
        case .unary(.sqrt): .squareRoot
        case .unary(.abs): .magnitude
        case .unary(.neg): .negative
        case .unary(.hardSwish): .hardSwish
        case .gelu(.none): .gelu
        case .gelu(.tanh): .geluByTanh
        case .hardSigmoid(let slope, let offset): .hardSigmoid(slope: slope, offset: offset)
        case .leakyRelu(let slope): .leakyRelu(slope: slope)
        default: bounds.map { .clamp($0) }
        }
    }

    /// The kernel of a function of two numbers.
    fileprivate var binaryKernel: BinaryKernel? {
        switch self {
        case .binary(.add), .variadic(.sum): .add
        case .binary(.sub): .subtract
        case .binary(.mul): .multiply
        case .binary(.div): .divide
        default: nil
        }
    }
}
