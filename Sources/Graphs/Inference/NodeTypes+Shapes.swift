extension NodeTypes {
    /// The shape of a result that has the elements of the first input in other places.
    func movedShape() throws(GraphError) -> [Dimension] {
        let shape = try first.shape
        switch node.operation {
        case .flatten(let axis): return try flattened(shape, axis)
        case .reshape(let allowsZero): return try reshaped(shape, allowsZero)
        case .transpose(let permutation):
            if permutation.sorted() != Array(shape.indices) {
                throw node.problem(
                    "it permutes the axes by \(permutation); the input has the shape \(shape)")
            }
            return permutation.map { shape[$0] }
        case .squeeze(let axes): return try squeezed(shape, axes)
        case .unsqueeze(let axes): return try unsqueezed(shape, axes)
        case .concat(let axis): return try concatenated(axis)
        case .slice: return try sliced(shape)
        case .gather(let axis):
            let axis = try self.axis(axis, rank: shape.count)
            return try shape[..<axis] + type(1).shape + shape[(axis + 1)...]
        case .gatherND:
            return try shapeAtPlaces(shape)
        case .expand:
            guard let sizes = integers[1] else { return try unknownShape(asLongAs: 1, shape) }
            return try broadcast(shape, sizes)
        case .tile:
            guard let counts = integers[1], counts.count == shape.count else {
                return shape.indices.map(unknown)
            }
            return zip(shape, counts).map { $0 * $1 }
        case .pad: return try padded(shape)
        case .resize: return try resized(shape)
        case .depthToSpace(let block, _): return try blocks(shape, block, toSpace: true)
        case .spaceToDepth(let block): return try blocks(shape, block, toSpace: false)
        default: return shape
        }
    }

    /// The shape of what lies in data of `shape` at the places that the second input says.
    private func shapeAtPlaces(_ shape: [Dimension]) throws(GraphError) -> [Dimension] {
        let places = try type(1).shape
        guard let depth = places.last?.value, (1...max(shape.count, 1)).contains(depth),
            depth <= shape.count
        else {
            throw node.problem(
                "its indices have the shape \(places); the data have the shape \(shape)")
        }
        return Array(places.dropLast() + shape[depth...])
    }

    /// The type of data some of which are replaced.
    func scattered() throws(GraphError) -> TensorType {
        let (type, updates) = (try first, try self.type(2))
        if updates.elementType != type.elementType {
            throw node.problem(
                "input 3 has the type \(updates); \(type.elementType.rawValue) is needed, as the first has"
            )
        }
        try fit(updates.shape, shapeAtPlaces(type.shape), "input 3")
        return type
    }

    private func unknownShape(asLongAs position: Int, _ shape: [Dimension]) throws(GraphError)
        -> [Dimension]
    {
        guard let rank = try type(position).shape.first?.value, rank <= 64 else {
            throw node.problem("its result has an unknown number of axes")
        }
        return (0..<rank).map(unknown)
    }

    private func flattened(_ shape: [Dimension], _ axis: Int) throws(GraphError) -> [Dimension] {
        let axis = axis == shape.count ? axis : try self.axis(axis, rank: shape.count)
        return [Monomial(shape[..<axis]).dimension, Monomial(shape[axis...]).dimension]
    }

    private func reshaped(_ shape: [Dimension], _ allowsZero: Bool) throws(GraphError)
        -> [Dimension]
    {
        guard let sizes = integers[1] else { return try unknownShape(asLongAs: 1, shape) }
        var result: [Dimension] = []
        for (axis, size) in sizes.enumerated() {
            if size == 0, !allowsZero {
                guard axis < shape.count else {
                    throw node.problem(
                        "its shape is \(sizes); the input \(shape) has no axis \(axis)")
                }
                result.append(shape[axis])
            } else {
                result.append(size)
            }
        }
        let open = result.indices.filter { (result[$0].value ?? 0) < 0 }
        if open.count > 1 || open.contains(where: { result[$0] != -1 }) {
            throw node.problem("its shape is \(sizes); one size may be -1, the others at least 0")
        }
        let total = Monomial(shape)
        let others = Monomial(
            result.enumerated().filter { !open.contains($0.offset) }.map(\.element))
        if let index = open.first {
            if let exact = total.divided(by: others) {
                result[index] = exact.dimension
            } else if total.symbols.isEmpty && others.symbols.isEmpty {
                throw node.problem("its shape is \(sizes); the input has the shape \(shape)")
            } else {
                result[index] = total.dimension / others.dimension
            }
        } else if let found = total.dimension.value, let needed = others.dimension.value,
            found != needed
        {
            throw node.problem("its shape is \(sizes); the input has the shape \(shape)")
        }
        return result
    }

    private func squeezed(_ shape: [Dimension], _ axes: [Int]?) throws(GraphError) -> [Dimension] {
        guard let axes else { return shape.filter { $0 != 1 } }
        var dropped: Set<Int> = []
        for axis in axes { dropped.insert(try self.axis(axis, rank: shape.count)) }
        if let axis = dropped.first(where: { (shape[$0].value ?? 1) != 1 }) {
            throw node.problem("it drops axis \(axis) of the shape \(shape); its size must be 1")
        }
        return shape.indices.filter { !dropped.contains($0) }.map { shape[$0] }
    }

    private func unsqueezed(_ shape: [Dimension], _ axes: [Int]) throws(GraphError) -> [Dimension] {
        let rank = shape.count + axes.count
        var added: Set<Int> = []
        for axis in axes { added.insert(try self.axis(axis, rank: rank)) }
        if added.count != axes.count {
            throw node.problem("its axes are \(axes); they must be different")
        }
        var rest = shape[...]
        return (0..<rank).map { added.contains($0) ? 1 : rest.popFirst() ?? 1 }
    }

    private func concatenated(_ axis: Int) throws(GraphError) -> [Dimension] {
        var shape = try first.shape
        let axis = try self.axis(axis, rank: shape.count)
        for position in 1..<max(inputs.count, 1) {
            let other = try type(position)
            var needed = shape
            if other.shape.count == shape.count { needed[axis] = other.shape[axis] }
            try fit(other.shape, needed, "input \(position + 1)")
            if try other.elementType != first.elementType {
                throw node.problem(
                    "its inputs have the types \(try first) and \(other); equal element types are needed"
                )
            }
            shape[axis] = shape[axis] + other.shape[axis]
        }
        return shape
    }

    func parts(_ axis: Int, _ sizes: [Int]?) throws(GraphError) -> [TensorType] {
        let type = try first
        let axis = try self.axis(axis, rank: type.shape.count)
        let count = node.outputs.count
        if let sizes {
            let sum = sizes.reduce(0, &+)
            if sizes.count != count || sizes.contains(where: { $0 < 0 })
                || sum != type.shape[axis].value ?? sum
            {
                throw node.problem(
                    "its parts are \(sizes); \(count) parts with the sum \(type.shape[axis]) are needed"
                )
            }
        }
        return (0..<count).map { index in
            var part = type
            if let sizes {
                part.shape[axis] = .known(sizes[index])
            } else if let total = type.shape[axis].value {
                let size = (total + count - 1) / count
                part.shape[axis] = .known(max(0, min(size, total - size * index)))
            } else {
                part.shape[axis] = type.shape[axis] / .known(count)
            }
            return part
        }
    }

    private func padded(_ shape: [Dimension]) throws(GraphError) -> [Dimension] {
        let axes = inputs.count > 3 && inputs[3] != nil ? knownIntegers(3) : Array(shape.indices)
        guard let sizes = integers[1], let axes else { return shape.indices.map(unknown) }
        if sizes.count != 2 * axes.count {
            throw node.problem("its padding is \(sizes); \(2 * axes.count) sizes are needed")
        }
        var result = shape
        for (position, axis) in axes.enumerated() {
            let axis = try self.axis(axis, rank: shape.count)
            result[axis] = result[axis] + sizes[position] + sizes[position + axes.count]
        }
        return result
    }

    private func resized(_ shape: [Dimension]) throws(GraphError) -> [Dimension] {
        if inputs.count > 3, let type = inputs[3] {
            guard type.shape == [.known(shape.count)] else {
                throw node.problem(
                    "its sizes have the type \(type); \(shape.count) sizes are needed")
            }
            return integers[3] ?? shape.indices.map(unknown)
        }
        guard inputs.count > 2, inputs[2] != nil, let scales = numbers[2]?.numbers else {
            return shape.indices.map(unknown)
        }
        if scales.count != shape.count {
            throw node.problem("it has \(scales.count) scales; \(shape.count) are needed")
        }
        return zip(shape, scales).enumerated().map { axis, pair in
            if let size = pair.0.value {
                return .known(Int(exactly: (Double(size) * pair.1).rounded(.down)) ?? -1)
            }
            return Int(exactly: pair.1).map { pair.0 * .known($0) } ?? unknown(axis)
        }
    }

    private func blocks(_ shape: [Dimension], _ block: Int, toSpace: Bool) throws(GraphError)
        -> [Dimension]
    {
        guard shape.count == 4, block >= 1, block < 1 << 16 else {
            throw node.problem(
                "its input has the shape \(shape) and its blocks the size \(block); [batch, channels, height, width] and at least 1 are needed"
            )
        }
        let (side, area) = (Dimension.known(block), Dimension.known(block * block))
        if toSpace { return [shape[0], shape[1] / area, shape[2] * side, shape[3] * side] }
        return [shape[0], shape[1] * area, shape[2] / side, shape[3] / side]
    }

    /// The type of a result whose elements are not those of an input.
    func made() throws(GraphError) -> TensorType {
        switch node.operation {
        case .shape(let start, let end):
            return TensorType(.int64, [.known(try axisRange(start, end).count)])
        case .constantOfShape(let value):
            if let sizes = integers[0] { return TensorType(value.elementType, sizes) }
            return TensorType(value.elementType, try unknownShape(asLongAs: 0, []))
        case .range:
            let count = integerResult()?.count
            return TensorType(try first.elementType, [count.map { .known($0) } ?? unknown(0)])
        case .oneHot(let axis):
            var shape = try first.shape
            let axis = axis < 0 ? axis + shape.count + 1 : axis
            guard (0...shape.count).contains(axis) else {
                throw node.problem("its axis is \(axis); the indices have the shape \(shape)")
            }
            let depth = integers[1]?.first ?? numbers[1]?.integers.first.map { .known($0) }
            shape.insert(depth ?? unknown(axis), at: axis)
            return TensorType(try type(2).elementType, shape)
        default: return TensorType(.int64, [])
        }
    }

    /// The axes that a `Shape` reads.
    func axisRange(_ start: Int, _ end: Int?) throws(GraphError) -> Range<Int> {
        let rank = try first.shape.count
        func clamp(_ axis: Int) -> Int { min(max(axis < 0 ? axis + rank : axis, 0), rank) }
        let lower = clamp(start)
        return lower..<max(lower, clamp(end ?? rank))
    }
}
