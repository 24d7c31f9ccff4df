extension ChannelCutter {
    /// Adds a node whose inputs or results are cut, with the sizes that they have then.
    mutating func appendChanged(_ node: Node) throws(GraphError) {
        var node = node
        switch node.operation {
        case .convolution(var attributes):
            attributes.groups = groups(node, of: wanted(node.input(0)))
            node.operation = .convolution(attributes)
        case .transposedConvolution(var attributes):
            attributes.convolution.groups = groups(node, of: wanted(node.outputs.first))
            node.operation = .transposedConvolution(attributes)
        case .split(let axis, _):
            let rank = wanted(node.outputs.first).count
            let place = axis < 0 ? axis + rank : axis
            let sizes = node.outputs.compactMap { wanted($0)[place].value }
            if sizes.count == node.outputs.count {
                node.operation = .split(axis: axis, sizes: sizes)
            }
        case .squeeze(nil):
            let shape = node.input(0).flatMap { trace.types[$0] }?.shape ?? []
            node.operation = .squeeze(axes: shape.indices.filter { shape[$0] == 1 })
        case .reshape(let allowsZero): try retarget(&node, allowsZero: allowsZero)
        case .expand: try retarget(&node, allowsZero: nil)
        case .constantOfShape:
            guard let name = node.input(0) else { break }
            node.inputs[0] = try operand(name, of: node, with: wanted(node.outputs.first))
        case .resize:
            guard let name = node.input(3) else { break }
            node.inputs[3] = try operand(name, of: node, with: wanted(node.outputs.first))
        case .pad: try repad(&node)
        case .slice: return try appendSlice(node)
        case .gather(let axis): try renumber(&node, axis)
        default: break
        }
        try add(node)
    }

    /// The groups of a convolution: its channels over those of a group, which are axis 1 of the
    /// weights.
    private func groups(_ node: Node, of shape: [Dimension]) -> Int {
        let perGroup = wanted(node.input(1))[1].value ?? 1
        return (shape[1].value ?? 1) / max(1, perGroup)
    }

    /// Rewrites the shape that a `Reshape` or, where `allowsZero` is nil, an `Expand` is given.
    private mutating func retarget(_ node: inout Node, allowsZero: Bool?) throws(GraphError) {
        guard let output = node.outputs.first, let target = node.input(1) else { return }
        let (shape, source) = (wanted(output), wanted(node.input(0)))
        var trial = inference
        if (try? trial.infer(node)) != nil, trial.types[output]?.shape == shape { return }
        var numbers: [Dimension] = []
        var isOpen = false
        for (axis, size) in shape.enumerated() {
            let own = allowsZero == nil ? axis - (shape.count - source.count) : axis
            let isSame = source.indices.contains(own) && source[own] == size
            if size.value != nil {
                numbers.append(size)
            } else if isSame, allowsZero != true {
                numbers.append(allowsZero == nil ? 1 : 0)
            } else if allowsZero != nil, !isOpen {
                numbers.append(-1)
                isOpen = true
            } else {
                numbers = shape
                break
            }
        }
        node.inputs[1] = try operand(target, of: node, with: numbers)
    }

    private mutating func repad(_ node: inout Node) throws(GraphError) {
        guard let name = node.input(1), let output = node.outputs.first, let input = node.input(0),
            let paddings = PadSizes(node, trace.integers, rank: wanted(output).count)?.sizes,
            let axes = node.input(3) == nil
                ? Array(paddings.indices)
                : trace.integers[node.input(3) ?? ""]?.compactMap(\.value)
        else { return }
        var (before, after): ([Dimension], [Dimension]) = ([], [])
        for axis in axes {
            let place = axis < 0 ? axis + paddings.count : axis
            let (left, right) = paddings[place]
            let inside = folding.tracks[input]?[place].elements
            let outside = folding.tracks[output]?[place].elements
            /// Padding is counted among the results, what is cut off among the inputs.
            func count(_ size: Int, atEnd: Bool) -> Dimension {
                guard let elements = size < 0 ? inside : outside else { return .known(size) }
                let part = atEnd ? elements.suffix(abs(size)) : elements.prefix(abs(size))
                return .known(part.count { stays($0) } * size.signum())
            }
            before.append(count(left, atEnd: false))
            after.append(count(right, atEnd: true))
        }
        node.inputs[1] = try operand(name, of: node, with: before + after)
    }

    // MARK: Positions

    /// The numbers that positions along an axis have after the cut; those that go are left out.
    private func renumbered(_ positions: [Int], _ name: String?, _ axis: Int) -> [Int]? {
        guard let kept = kept(name, axis) else { return nil }
        let numbers = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
        return positions.compactMap { numbers[$0] }
    }

    private mutating func renumber(_ node: inout Node, _ axis: Int) throws(GraphError) {
        guard let name = node.input(1), let source = node.input(0),
            let shape = trace.types[source]?.shape, let indices = trace.graph.weights[name]
        else { return }
        let axis = axis < 0 ? axis + shape.count : axis
        let size = shape[axis].value ?? 0
        let positions = indices.integers.map { $0 < 0 ? $0 + size : $0 }
        guard let numbers = renumbered(positions, source, axis) else { return }
        let data = try TensorData(
            indices.elementType, integers: numbers,
            shape: indices.shape.isEmpty ? [] : [numbers.count])
        node.inputs[1] = define(name, data, for: node)
    }

    /// Adds a slice. Where the positions that it takes no longer have equal distances, they are
    /// gathered.
    private mutating func appendSlice(_ slice: Node) throws(GraphError) {
        var node = slice
        guard let source = node.input(0), let starts = node.input(1), let ends = node.input(2),
            let shape = trace.types[source]?.shape,
            let cuts = SliceCuts(node, trace.integers, shape: shape),
            var first = trace.integers[starts], var last = trace.integers[ends]
        else { return try add(node) }
        var steps = node.input(4).flatMap { trace.integers[$0] } ?? first.map { _ in 1 }
        var gathers: [(axis: Int, positions: [Int])] = []
        for (axis, positions) in cuts.positions.sorted(by: { $0.key < $1.key }) {
            guard let entry = cuts.entries[axis],
                let numbers = renumbered(positions, source, axis), let start = numbers.first
            else { continue }
            if steps[entry] == 1 {
                (first[entry], last[entry]) = (.known(start), .known(start + numbers.count))
            } else {
                (first[entry], last[entry], steps[entry]) = (0, .known(Int(Int32.max)), 1)
                gathers.append((axis, numbers))
            }
        }
        node.inputs[1] = try operand(starts, of: node, with: first)
        node.inputs[2] = try operand(ends, of: node, with: last)
        if let name = node.input(4) {
            node.inputs[4] = try operand(name, of: node, with: steps)
        }
        let output = node.outputs[0]
        if !gathers.isEmpty { node.outputs = [freeName("\(output).slice")] }
        try add(node)
        for (index, gather) in gathers.enumerated() {
            let indices = define(nil, TensorData(integers: gather.positions), for: node)
            let isLast = index == gathers.count - 1
            let result = isLast ? output : freeName("\(output).slice")
            try add(
                Node(
                    .gather(axis: gather.axis), inputs: [node.outputs[0], indices],
                    outputs: [result]))
            node.outputs = [result]
        }
    }
}
