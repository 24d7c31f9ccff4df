/// What is known of the inputs of one node, from which the types of its outputs follow.
struct NodeTypes {
    let node: Node
    /// The types, nil where an input is left out.
    let inputs: [TensorType?]
    /// The elements, where they are small integers and known.
    let integers: [[Dimension]?]
    /// The weights among the inputs.
    let numbers: [TensorData?]

    /// The type of the first input.
    var first: TensorType {
        get throws(GraphError) { try type(0) }
    }

    func type(_ position: Int) throws(GraphError) -> TensorType {
        guard inputs.indices.contains(position), let type = inputs[position] else {
            throw node.problem("its input \(position + 1) is left out")
        }
        return type
    }

    /// The type of an input that must have the element type of the first.
    private func matching(_ position: Int) throws(GraphError) -> TensorType {
        let type = try type(position)
        let wanted = try first.elementType
        if type.elementType != wanted {
            throw node.problem(
                "input \(position + 1) has the type \(type); \(wanted.rawValue) is needed, as the first has"
            )
        }
        return type
    }

    /// Known integers of an input, nil where symbols are in them.
    func knownIntegers(_ position: Int) -> [Int]? {
        guard integers.indices.contains(position), let sizes = integers[position] else {
            return nil
        }
        let values = sizes.compactMap(\.value)
        return values.count == sizes.count ? values : nil
    }

    /// An axis counted from the start.
    func axis(_ axis: Int, rank: Int) throws(GraphError) -> Int {
        guard (-rank..<Swift.max(rank, 1)).contains(axis) else {
            throw node.problem("the axis is \(axis); the tensor has \(rank) axes")
        }
        return axis < 0 ? axis + rank : axis
    }

    /// A size that depends on the elements of inputs.
    func unknown(_ axis: Int) -> Dimension {
        .symbol("\(node.outputs.first ?? node.name).\(axis)")
    }

    /// The types of the outputs.
    func outputs() throws(GraphError) -> [TensorType] {
        switch node.operation {
        case .convolution(let attributes): [try convolution(attributes)]
        case .transposedConvolution(let attributes): [try transposedConvolution(attributes)]
        case .maxPool(let pooling), .averagePool(let pooling): [try pooled(pooling)]
        case .globalAveragePool, .globalMaxPool: [try globallyPooled()]
        case .gemm(let attributes): [try gemm(attributes)]
        case .matMul: [try product()]
        case .unary(let function): [try unary(function)]
        case .binary(let function): [try binary(function)]
        case .variadic: [try broadcastAll(0..<inputs.count, elementType: first.elementType)]
        case .leakyRelu, .elu, .selu, .hardSigmoid, .gelu, .lrn: [try floating()]
        case .clip, .identity, .dropout: [try first]
        case .softmax(let axis), .logSoftmax(let axis): [try along(axis, floating())]
        case .batchNormalization: try batchNormalization()
        case .layerNormalization(let axis, _): [try layerNormalization(axis)]
        case .instanceNormalization: [try channelwise(1..<3)]
        case .reduce(_, let axes, let keepsAxes): [try reduced(axes, keepsAxes)]
        case .argMax(let axis, let keepsAxis):
            [TensorType(.int64, try reduced([axis], keepsAxis).shape)]
        case .where: [try chosen()]
        case .cast(let elementType): [TensorType(elementType, try first.shape)]
        case .shape, .size, .range, .constantOfShape, .oneHot: [try made()]
        case .flatten, .reshape, .transpose, .squeeze, .unsqueeze, .concat, .slice, .gather,
            .gatherND, .expand,
            .tile, .pad, .resize, .depthToSpace, .spaceToDepth:
            [TensorType(try first.elementType, try movedShape())]
        case .split(let axis, let sizes): try parts(axis, sizes)
        case .scatterND: [try scattered()]
        }
    }

    // MARK: Elementwise

    private func floating() throws(GraphError) -> TensorType {
        let type = try first
        if !type.elementType.isFloatingPoint {
            throw node.problem("its input has the type \(type); floating-point numbers are needed")
        }
        return type
    }

    private func along(_ axis: Int, _ type: TensorType) throws(GraphError) -> TensorType {
        _ = try self.axis(axis, rank: type.shape.count)
        return type
    }

    private func unary(_ function: UnaryOperator) throws(GraphError) -> TensorType {
        switch function {
        case .relu, .abs, .neg, .sign: return try first
        case .isNaN: return TensorType(.bool, try floating().shape)
        case .not:
            let type = try first
            if type.elementType != .bool {
                throw node.problem("its input has the type \(type); truth values are needed")
            }
            return type
        case .sqrt, .erf, .exp, .log, .reciprocal, .floor, .ceil, .round, .sin, .cos, .sigmoid,
            .tanh,
            .hardSwish, .softplus, .softsign, .mish:
            return try floating()
        }
    }

    private func binary(_ function: BinaryOperator) throws(GraphError) -> TensorType {
        if function != .pow { _ = try matching(1) }
        let elementType = function.givesTruthValues ? ElementType.bool : try first.elementType
        return try broadcastAll(0..<2, elementType: elementType)
    }

    private func chosen() throws(GraphError) -> TensorType {
        let condition = try first
        if condition.elementType != .bool {
            throw node.problem("its condition has the type \(condition); truth values are needed")
        }
        let (yes, no) = (try type(1), try type(2))
        if yes.elementType != no.elementType {
            throw node.problem(
                "it chooses between \(yes) and \(no); their element types must be equal")
        }
        return try broadcastAll(0..<3, elementType: yes.elementType)
    }

    private func broadcastAll(
        _ positions: Range<Int>, elementType: ElementType
    ) throws(GraphError) -> TensorType {
        var shape: [Dimension] = []
        for position in positions { shape = try broadcast(shape, type(position).shape) }
        return TensorType(elementType, shape)
    }

    /// The shape of two tensors broadcast against each other.
    func broadcast(_ first: [Dimension], _ second: [Dimension]) throws(GraphError) -> [Dimension] {
        let rank = max(first.count, second.count)
        var shape: [Dimension] = []
        for axis in 0..<rank {
            let left = axis - (rank - first.count) < 0 ? 1 : first[axis - (rank - first.count)]
            let right = axis - (rank - second.count) < 0 ? 1 : second[axis - (rank - second.count)]
            if let a = left.value, let b = right.value, a != b, a != 1, b != 1 {
                throw node.problem(
                    "the shapes \(first) and \(second) do not fit; sizes must be equal or 1")
            }
            shape.append(
                left == 1 || (left.value == nil && right.value != nil && right != 1) ? right : left)
        }
        return shape
    }

    // MARK: Norms

    /// The first input, whose channels other inputs have one element each for.
    private func channelwise(_ positions: Range<Int>) throws(GraphError) -> TensorType {
        let type = try floating()
        guard type.shape.count >= 2 else {
            throw node.problem("its input has the type \(type); [batch, channels, …] is needed")
        }
        for position in positions {
            let other = try self.type(position)
            try fit(other.shape, [type.shape[1]], "input \(position + 1)")
        }
        return type
    }

    /// Throws if a shape differs from the needed one where both are known.
    func fit(_ shape: [Dimension], _ needed: [Dimension], _ what: String) throws(GraphError) {
        let isEqual =
            shape.count == needed.count
            && zip(shape, needed).allSatisfy { $0 == $1 || $0.value == nil || $1.value == nil }
        if !isEqual { throw node.problem("\(what) has the shape \(shape); \(needed) is needed") }
    }

    private func batchNormalization() throws(GraphError) -> [TensorType] {
        let type = try channelwise(1..<5)
        let statistics = TensorType(try self.type(3).elementType, [type.shape[1]])
        return [type, statistics, statistics]
    }

    private func layerNormalization(_ axis: Int) throws(GraphError) -> TensorType {
        let type = try floating()
        let start = try self.axis(axis, rank: type.shape.count)
        for position in 1..<inputs.count where inputs[position] != nil {
            let shape = try self.type(position).shape
            let joined = try broadcast(Array(type.shape[start...]), shape)
            if joined.count != type.shape.count - start {
                throw node.problem(
                    "input \(position + 1) has the shape \(shape); \(type.shape[start...]) is needed"
                )
            }
        }
        return type
    }

    private func reduced(_ axes: [Int]?, _ keepsAxes: Bool) throws(GraphError) -> TensorType {
        let type = try first
        var chosen: Set<Int> = []
        if let axes {
            for axis in axes { chosen.insert(try self.axis(axis, rank: type.shape.count)) }
        } else {
            chosen = Set(type.shape.indices)
        }
        let shape = type.shape.enumerated().compactMap { index, size -> Dimension? in
            chosen.contains(index) ? (keepsAxes ? 1 : nil) : size
        }
        return TensorType(type.elementType, shape)
    }
}
