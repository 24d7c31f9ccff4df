/// What is known of the values of a network whatever its inputs are: channels whose weights are zero
/// are constant, and stay so behind biases, norms, activations and pooling.
///
/// A known value is a tensor with as many axes as the value. An axis of size 1 stands for one along
/// which all elements are the same, and NaN for what is not known. Zero times anything is taken for
/// zero, as inputs are finite.
struct KnownValues {
    let graph: Graph
    let types: [String: TensorType]
    let integers: [String: [Dimension]]
    let tracks: [String: [AxisTrack]]
    private let constants: Set<String>
    private let producers: [String: Int]
    private var values: [String: Tensor] = [:]
    /// For the nodes with weights, the channels that they read.
    private(set) var readChannels: [Int: [Bool]] = [:]
    /// Values whose rows add up to 1.
    private var distributions: Set<String> = []
    /// Channels whose weights are taken for zero, by their roots; nil where weights are read.
    private let zeroed: Set<Int>?
    private let roots: [Int]
    /// The axes of weights that make no channels, so that zeros there say nothing.
    private let otherAxes: Set<WeightAxis>

    /// The most elements of a weight that takes part in arithmetic.
    private static let limit = 1 << 22

    /// Finds what is known.
    ///
    /// - Parameters:
    ///   - trace: The channels of the graph.
    ///   - zeroed: Channels whose weights are taken for zero, those of others for any numbers; large
    ///     weights are not read then. Where it is nil, weights are what they are.
    /// - Throws: ``GraphError`` if a constant cannot be calculated.
    init(_ trace: ChannelTrace, zeroed: Set<Int>? = nil) throws(GraphError) {
        self.zeroed = zeroed
        roots = trace.roots
        otherAxes = Set(
            trace.weightUses.filter { $0.value.use == .companion || $0.value.use == .consumer }.keys
        )
        graph = trace.graph
        types = trace.types
        integers = trace.integers
        tracks = trace.tracks
        constants = trace.constants
        producers = trace.graph.producers
        for (index, node) in graph.nodes.enumerated() where !node.outputs.allSatisfy(isConstant) {
            for (name, value) in zip(node.outputs, try results(of: node, at: index)) {
                if let value = value.map({ fitted($0, name) }), !value.isUnknown {
                    values[name] = value
                }
            }
        }
    }

    /// The tensor with the sizes that axes may have: 1, that of the value, or that of its repeated
    /// part.
    private func fitted(_ tensor: Tensor, _ name: String) -> Tensor {
        var result = tensor
        for (axis, count) in tensor.shape.enumerated() where count != 1 {
            let track = tracks[name]?[axis]
            let part = track?.repeats ?? false ? track?.elements?.count : nil
            if count != size(name, axis) ?? part { result = result.collapsed(along: axis) }
        }
        return result
    }

    func isConstant(_ name: String) -> Bool { constants.contains(name) }

    func rank(_ name: String?) -> Int { name.flatMap { types[$0] }?.shape.count ?? 0 }

    func size(_ name: String?, _ axis: Int) -> Int? {
        name.flatMap { types[$0] }?.shape[axis].value
    }

    /// What is known of a value, nil where that is nothing.
    func known(_ name: String?) throws(GraphError) -> Tensor? {
        guard let name, let type = types[name], type.elementType.isFloatingPoint else { return nil }
        if !constants.contains(name) { return values[name] }
        guard let count = type.elementCount.value, count <= Self.limit else { return nil }
        return try constant(name).map { zeroing($0, name) }
    }

    /// The tensor with zeros at the channels whose weights are taken for zero.
    private func zeroing(_ tensor: Tensor, _ name: String) -> Tensor {
        guard let zeroed else { return tensor }
        var numbers = tensor.numbers
        for (axis, track) in (tracks[name] ?? []).enumerated() {
            guard let elements = track.elements,
                !track.sources.contains(where: otherAxes.contains)
            else { continue }
            let isZero = elements.map { zeroed.contains(roots[$0]) }
            if !isZero.contains(true) { continue }
            let inner = tensor.shape[(axis + 1)...].reduce(1, *)
            for place in numbers.indices where isZero[place / inner % isZero.count] {
                numbers[place] = 0
            }
        }
        return Tensor(tensor.elementType, tensor.shape, numbers)
    }

    /// Zero for the positions of an axis whose channels have no weights, NaN for others; nil where
    /// weights are read.
    func vanishing(_ name: String?, along axis: Int, rank: Int) -> Tensor? {
        guard let zeroed, let name, let elements = tracks[name]?[axis].elements,
            let elementType = types[name]?.elementType
        else { return nil }
        var shape = [Int](repeating: 1, count: rank)
        shape[axis] = elements.count
        return Tensor(
            elementType, shape, elements.map { zeroed.contains(roots[$0]) ? 0 : .nan })
    }

    /// The elements of a constant, however many.
    func constant(_ name: String?) throws(GraphError) -> Tensor? {
        guard let name, constants.contains(name) else { return nil }
        if let weight = graph.weights[name] { return Tensor(weight) }
        guard let node = producers[name].map({ graph.nodes[$0] }),
            let output = node.outputs.firstIndex(of: name)
        else { return nil }
        var inputs: [Tensor?] = []
        for input in node.inputs { inputs.append(try constant(input)) }
        if case .transpose(let permutation) = node.operation, let matrix = inputs[0] {
            return matrix.transposed(permutation)
        }
        return try ReferenceEvaluator.evaluate(node, inputs)[output]
    }

    /// The constants of the positions along an axis, NaN where they are not known.
    func numbers(_ name: String?, along axis: Int, count: Int) throws(GraphError) -> [Double] {
        try known(name)?.numbers(along: axis, count: count)
            ?? [Double](repeating: .nan, count: count)
    }

    /// What is known of the outputs of a node.
    private mutating func results(of node: Node, at index: Int) throws(GraphError) -> [Tensor?] {
        guard let output = node.outputs.first, types[output]?.elementType.isFloatingPoint ?? false
        else { return [] }
        switch node.operation {
        case .convolution, .transposedConvolution, .gemm, .matMul:
            return [try product(node, index)]
        case .softmax(let axis):
            if axis == -1 || axis == rank(output) - 1 { distributions.insert(output) }
            return []
        case .identity, .dropout:
            if let input = node.input(0), distributions.contains(input) {
                distributions.insert(output)
            }
            return [try known(node.input(0))]
        case .flatten, .reshape, .transpose, .squeeze, .unsqueeze, .concat, .split, .slice,
            .gather, .expand, .tile, .pad, .resize, .depthToSpace, .spaceToDepth,
            .constantOfShape:
            return try moved(node)
        default: return [try calculated(node)]
        }
    }

    // MARK: Products

    private mutating func product(_ node: Node, _ index: Int) throws(GraphError) -> Tensor? {
        if zeroed != nil { return try productWithoutWeights(node) }
        guard
            let view = try LinearView(
                node, types, { name throws(GraphError) in try constant(name) }
            ), let output = node.outputs.first
        else { return try productOfValues(node) }
        readChannels[index] = view.readChannels
        let channels = try numbers(
            node.input(view.input), along: view.inputAxis, count: view.groups * view.depth)
        let count = view.groups * view.width
        let biases = try self.biases(node, view, count)
        var shape = [Int](repeating: 1, count: rank(output))
        shape[view.outputAxis] = count
        return Tensor(
            types[output]?.elementType ?? .float32, shape,
            view.outputs(of: channels, biases: biases))
    }

    /// The outputs whose weights are taken for zero.
    private func productWithoutWeights(_ node: Node) throws(GraphError) -> Tensor? {
        let output = node.outputs.first
        let rank = rank(output)
        switch node.operation {
        case .convolution, .transposedConvolution:
            return vanishing(output, along: 1, rank: rank)
        case .gemm:
            return vanishing(output, along: isConstant(node.input(1) ?? "") ? 1 : 0, rank: 2)
        default:
            if isConstant(node.input(1) ?? "") {
                return vanishing(output, along: rank - 1, rank: rank)
            }
            if isConstant(node.input(0) ?? ""), rank > 1 {
                return vanishing(output, along: rank - 2, rank: rank)
            }
            return try productOfValues(node)
        }
    }

    /// The biases of the outputs, NaN where they are not known or differ along other axes.
    func biases(_ node: Node, _ view: LinearView, _ count: Int) throws(GraphError) -> [Double] {
        guard let name = node.input(2) else { return [Double](repeating: 0, count: count) }
        guard let bias = try known(name) else { return [Double](repeating: .nan, count: count) }
        if case .gemm = node.operation {
            let shape = [Int](repeating: 1, count: 2 - bias.shape.count) + bias.shape
            return bias.reshaped(to: shape).numbers(along: view.outputAxis, count: count)
        }
        return bias.numbers(along: 0, count: count)
    }

    /// A product of two values: zero where one is zero along the sum, and the second value itself
    /// where it does not change along the sum and the first one's rows add up to 1.
    private func productOfValues(_ node: Node) throws(GraphError) -> Tensor? {
        guard node.operation == .matMul, let first = node.input(0), let second = node.input(1),
            let output = node.outputs.first, let elementType = types[output]?.elementType,
            rank(first) > 1, rank(second) > 1
        else { return nil }
        let rank = rank(output)
        func aligned(_ tensor: Tensor) -> Tensor {
            tensor.reshaped(
                to: [Int](repeating: 1, count: rank - tensor.shape.count) + tensor.shape)
        }
        let a = try known(first).map { aligned($0).collapsed(along: rank - 1) }
        let b = try known(second).map { aligned($0).collapsed(along: rank - 2) }
        if let b, distributions.contains(first) { return b }
        let parts = [a, b].compactMap { $0?.zeros }
        guard let base = parts.first else { return nil }
        var shape = base.shape
        for part in parts { shape = zip(shape, part.shape).map { max($0, $1) } }
        let blank = Tensor(
            elementType, shape, [Double](repeating: .nan, count: shape.reduce(1, *)))
        return blank.zero(where: parts)
    }
}
