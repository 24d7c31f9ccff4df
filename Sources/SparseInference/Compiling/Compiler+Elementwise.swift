import Graphs
import InferenceKernels

extension Compiler {
    /// Adds a function of every element.
    mutating func addUnary(_ node: Node) -> Bool {
        guard let function = node.operation.kernel, let x = view(node.input(0)) else {
            return false
        }
        define(node.outputs[0], applying(function, to: x, description(node, "elementwise"), node))
        return true
    }

    /// A function of every element of a value.
    mutating func applying(
        _ function: UnaryKernel, to x: View, _ layer: LayerDescription, _ node: Node
    ) -> View {
        var x = x
        let output = newView(like: x)
        if StridedLoop(x.shape, [x.strides, output.strides]).rowStride(0) != 1 {
            let packed = newView(like: x)
            copy(x, to: packed, for: node)
            x = packed
        }
        add(
            UnaryStep(layer, kernels, function, from: x, to: output),
            reads: [x], writes: [output])
        return output
    }

    /// Adds a function of each pair of elements.
    mutating func addBinary(_ node: Node) -> Bool {
        guard let pair = node.operation.binaryKernel, node.inputs.count == 2 else { return false }
        guard let a = view(node.input(0)), let b = view(node.input(1)) else {
            return addIntegerComparison(node)
        }
        let shape = facts.shape(node.outputs[0])
        let output = newView(shape, like: [a, b])
        var operands = [a, b].map { $0.broadcast(to: shape) }
        if pair.isSwapped { operands.reverse() }
        addPairs(node, pair.kernel, operands[0], operands[1], to: output)
        return true
    }

    /// Adds a power with one constant exponent for which there is a kernel.
    mutating func addPower(_ node: Node) -> Bool {
        guard let x = view(node.input(0)), let exponents = constant(node.input(1))?.floats,
            exponents.count == 1, x.shape == facts.shape(node.outputs[0])
        else { return false }
        let function: UnaryKernel
        switch exponents[0] {
        case 2: function = .square
        case 3: function = .cube
        case 0.5: function = .squareRoot
        case -1: function = .reciprocal
        default: return false
        }
        define(node.outputs[0], applying(function, to: x, description(node, "elementwise"), node))
        return true
    }

    /// New memory for the result of operands, in the order of one of the same shape.
    private mutating func newView(_ shape: [Int], like operands: [View]) -> View {
        operands.first { isPlanned($0) && $0.shape == shape }.map { newView(like: $0) }
            ?? newView(shape, strides: View.packedStrides(shape))
    }

    /// Adds a function of each pair of elements, with the activation that follows.
    mutating func addPairs(
        _ node: Node, _ function: BinaryKernel, _ a: View, _ b: View, to output: View
    ) {
        let first = operand(a, output, node)
        let second = operand(b, output, node)
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
        let first = operand(x, scaled, node)
        add(
            BinaryStep(
                description(node, "elementwise"), kernels, .multiply, first: first,
                second: operand(factor, scaled, node), output: scaled, bounds: .none),
            reads: [first], writes: [scaled])
        addPairs(node, .add, scaled, newConstant(shifts, along: 1, of: x.shape), to: output)
        return true
    }

    /// Adds a choice between the elements of two values.
    mutating func addChoice(_ node: Node) -> Bool {
        let operands = node.inputs.compactMap { view($0) }
        guard operands.count == 3 else { return false }
        let shape = facts.shape(node.outputs[0])
        let output = newView(shape, like: [operands[1], operands[2], operands[0]])
        let reads = operands.map { operand($0.broadcast(to: shape), output, node) }
        add(
            ChoiceStep(
                description(node, "elementwise"), kernels, condition: reads[0], first: reads[1],
                second: reads[2], output: output),
            reads: reads, writes: [output])
        define(node.outputs[0], output)
        return true
    }

    private func isPlanned(_ view: View) -> Bool {
        if case .planned = view.buffer { true } else { false }
    }

    /// An operand that a kernel can read along the rows of the output, copied if need be.
    private mutating func operand(_ view: View, _ output: View, _ node: Node) -> View {
        let loop = StridedLoop(output.shape, [view.strides, output.strides])
        if loop.rowLength <= 1 || loop.rowStride(0) <= 1 { return view }
        let target = newView(like: output)
        copy(view, to: target, for: node)
        return target
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
        case .unary(.not): .isZero
        case .unary(.isNaN): .isNaN
        case .unary(.hardSwish): .hardSwish
        case .unary(.log): .logarithm
        case .unary(.sign): .sign
        case .unary(.reciprocal): .reciprocal
        case .unary(.floor): .floor
        case .unary(.ceil): .ceiling
        case .unary(.round): .nearest
        case .unary(.softplus): .softplus
        case .unary(.softsign): .softsign
        case .unary(.mish): .mish
        case .elu(let scale): .elu(scale: scale, gain: 1)
        case .selu(let scale, let gain): .elu(scale: scale, gain: gain)
        case .gelu(.none): .gelu
        case .gelu(.tanh): .geluByTanh
        case .hardSigmoid(let slope, let offset): .hardSigmoid(slope: slope, offset: offset)
        case .leakyRelu(let slope): .leakyRelu(slope: slope)
        default: bounds.map { .clamp($0) }
        }
    }

    /// The kernel of a function of two numbers, and whether it takes them the other way round.
    fileprivate var binaryKernel: (kernel: BinaryKernel, isSwapped: Bool)? {
        switch self {
        case .binary(.add), .variadic(.sum): (.add, false)
        case .binary(.sub): (.subtract, false)
        // Truth values are 0 and 1.
        case .binary(.mul), .binary(.and): (.multiply, false)
        case .binary(.div): (.divide, false)
        case .binary(.or), .variadic(.max): (.maximum, false)
        case .variadic(.min): (.minimum, false)
        case .binary(.equal): (.equal, false)
        case .binary(.xor): (.notEqual, false)
        case .binary(.less): (.less, false)
        case .binary(.lessOrEqual): (.lessOrEqual, false)
        case .binary(.greater): (.less, true)
        case .binary(.greaterOrEqual): (.lessOrEqual, true)
        case .binary(.pRelu): (.leaky, false)
        default: nil
        }
    }
}
