import Graphs

extension Compiler {
    /// Adds what only moves elements: another view where that is possible, else a copy.
    mutating func addMove(_ node: Node) -> Bool {
        guard let x = view(node.input(0)) else { return false }
        let shape = facts.shape(node.outputs[0])
        let moved: View?
        switch node.operation {
        case .transpose(let permutation): moved = x.transposed(permutation)
        case .identity, .dropout: moved = x
        case .expand: moved = x.broadcast(to: shape)
        case .slice: moved = sliced(x, node)
        default: moved = x.reshaped(to: shape) ?? reshapedCopy(x, shape, node)
        }
        guard let moved, moved.shape == shape else { return false }
        define(node.outputs[0], moved)
        return true
    }

    /// A view of a copy without gaps.
    private mutating func reshapedCopy(_ x: View, _ shape: [Int], _ node: Node) -> View? {
        let packed = newView(x.shape, strides: View.packedStrides(x.shape))
        copy(x, to: packed, for: node)
        return packed.reshaped(to: shape)
    }

    /// The part of a view that a slice with constant bounds and forward steps takes.
    private func sliced(_ x: View, _ node: Node) -> View? {
        func integers(_ position: Int) -> [Int]? {
            node.input(position).flatMap { facts.graph.weights[$0] }?.integers
        }
        guard let starts = integers(1), let ends = integers(2),
            node.input(3) == nil || integers(3) != nil, node.input(4) == nil || integers(4) != nil
        else { return nil }
        let axes = integers(3) ?? Array(starts.indices)
        let steps = integers(4) ?? starts.map { _ in 1 }
        var view = x
        for (index, axis) in axes.enumerated() {
            let axis = axis < 0 ? axis + x.shape.count : axis
            let range = SliceRange(
                size: x.shape[axis], start: starts[index], end: ends[index], step: steps[index])
            guard range.step > 0 else { return nil }
            view = view.part(
                from: range.start, step: range.step, count: range.count, along: axis)
        }
        return view
    }

    /// Adds a concatenation: every input is copied to its part.
    mutating func addConcat(_ node: Node, axis: Int) -> Bool {
        let inputs = node.inputs.compactMap { view($0) }
        guard inputs.count == node.inputs.count else { return false }
        let shape = facts.shape(node.outputs[0])
        let axis = axis < 0 ? axis + shape.count : axis
        let output =
            shape.count == 4
            ? newPlanes(shape, channels: 1, positions: 2..<4)
            : newView(shape, strides: View.packedStrides(shape))
        var start = 0
        for input in inputs {
            let end = start + input.shape[axis]
            copy(input, to: output.part(start..<end, along: axis), for: node)
            start = end
        }
        define(node.outputs[0], output)
        return true
    }

    private mutating func addChoice(
        _ node: Node, _ place: Int, along axis: Int, of x: View
    ) -> Bool {
        let axis = axis < 0 ? axis + x.shape.count : axis
        let place = place < 0 ? place + x.shape[axis] : place
        guard (0..<x.shape[axis]).contains(place) else { return false }
        var part = x.part(place..<place + 1, along: axis)
        part.shape.remove(at: axis)
        part.strides.remove(at: axis)
        define(node.outputs[0], part)
        return true
    }

    /// Adds a split: every output is a part of the input.
    mutating func addSplit(_ node: Node, axis: Int) -> Bool {
        guard let x = view(node.input(0)) else { return false }
        let axis = axis < 0 ? axis + x.shape.count : axis
        var start = 0
        for output in node.outputs {
            let end = start + facts.shape(output)[axis]
            define(output, x.part(start..<end, along: axis))
            start = end
        }
        return true
    }

    /// Adds a padding with a constant: memory is filled, then the input copied into its middle.
    mutating func addPad(_ node: Node) -> Bool {
        let filler = node.input(2) == nil ? 0 : constant(node.input(2))?.floats.first
        guard let x = view(node.input(0)), node.input(3) == nil, let filler,
            let sizes = node.input(1).flatMap({ facts.graph.weights[$0] })?.integers,
            sizes.allSatisfy({ $0 >= 0 })
        else { return false }
        let shape = facts.shape(node.outputs[0])
        let output =
            shape.count == 4
            ? newPlanes(shape, channels: 1, positions: 2..<4)
            : newView(shape, strides: View.packedStrides(shape))
        add(
            FillStep(layer: description(node, "fill"), value: filler, output: output), reads: [],
            writes: [output])
        var middle = output
        for axis in shape.indices {
            middle = middle.part(sizes[axis]..<sizes[axis] + x.shape[axis], along: axis)
        }
        copy(x, to: middle, for: node)
        define(node.outputs[0], output)
        return true
    }

    /// Adds the choice of one place along an axis, or of rows of a table of weights.
    mutating func addGather(_ node: Node, axis: Int) -> Bool {
        if let index = node.input(1).flatMap({ facts.graph.weights[$0] }), index.shape.isEmpty,
            let place = index.integers.first, let x = view(node.input(0))
        {
            return addChoice(node, place, along: axis, of: x)
        }
        guard axis == 0, let table = constant(node.input(0)), let name = node.input(1),
            case .tensor(let slot)? = try? value(name)
        else { return false }
        let shape = facts.shape(node.outputs[0])
        let output = newView(shape, strides: View.packedStrides(shape))
        add(
            GatherStep(
                layer: description(node, "copy"), table: constantMemory(table),
                rowCount: table.shape[0], rowLength: table.shape.dropFirst().reduce(1, *),
                indices: slot, output: output),
            reads: [], writes: [output])
        define(node.outputs[0], output)
        return true
    }
}
