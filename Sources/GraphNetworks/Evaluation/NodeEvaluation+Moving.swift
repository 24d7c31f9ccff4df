import Graphs
import Tensors

private enum Moving {
    static let slice = Operator("slice", overload: "Tensor")
    static let repeated = Operator("repeat")
    static let flip = Operator("flip")
    static let oneHot = Operator("one_hot")
    static let copyRows = Operator("index_copy")
}

extension Tensors.Tensor {
    /// Axes of size 1 more, so that they stand at `axes` of the result.
    func unsqueezed(at axes: [Int]) throws -> Tensors.Tensor {
        try reshaped(axes.sorted().reduce(into: shape) { $0.insert(1, at: $1) })
    }
}

extension NodeEvaluation {
    func reshaped(_ x: Tensors.Tensor) throws -> Tensors.Tensor {
        let shape = x.shape
        switch node.operation {
        case .flatten(let axis):
            let axis = self.axis(axis, of: x)
            return try x.reshaped(
                [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)])
        case .reshape(let allowsZero):
            let wanted = try integers(1) ?? []
            return try x.reshaped(
                wanted.enumerated().map { $1 == 0 && !allowsZero ? shape[$0] : $1 })
        case .transpose(let permutation): return try x.permuted(permutation)
        case .squeeze(let axes):
            let dropped = Set(
                axes?.map { axis($0, of: x) } ?? shape.indices.filter { shape[$0] == 1 })
            return try x.reshaped(shape.indices.filter { !dropped.contains($0) }.map { shape[$0] })
        case .unsqueeze(let axes):
            let rank = shape.count + axes.count
            return try x.unsqueezed(at: axes.map { $0 < 0 ? $0 + rank : $0 })
        case .expand: return try x.expanded(to: broadcast(shape, integers(1) ?? []))
        default: return try Moving.repeated(.tensor(x), .ints(integers(1) ?? []))
        }
    }

    private func broadcast(_ shape: [Int], _ other: [Int]) -> [Int] {
        let rank = max(shape.count, other.count)
        let pairs = zip(
            Array(repeating: 1, count: rank - shape.count) + shape,
            Array(repeating: 1, count: rank - other.count) + other)
        return pairs.map { $0 == 1 ? $1 : $0 }
    }

    func split(_ x: Tensors.Tensor, axis: Int, sizes: [Int]?) throws -> [Tensors.Tensor] {
        let axis = self.axis(axis, of: x)
        let count = node.outputs.count
        // Parts are equal but for the last, which is smaller where the axis does not divide.
        let part = (x.shape[axis] + count - 1) / count
        var start = 0
        return try (0..<count).map { index in
            let size = sizes?[index] ?? min(part, x.shape[axis] - start)
            defer { start += size }
            return try x.narrowed(axis, to: start..<start + size)
        }
    }

    func sliced(_ x: Tensors.Tensor) throws -> Tensors.Tensor {
        let (starts, ends) = (try integers(1) ?? [], try integers(2) ?? [])
        let axes = try integers(3) ?? Array(starts.indices)
        let steps = try integers(4) ?? starts.map { _ in 1 }
        return try axes.indices.reduce(x) { tensor, index in
            let axis = self.axis(axes[index], of: tensor)
            let range = SliceRange(
                size: tensor.shape[axis], start: starts[index], end: ends[index],
                step: steps[index])
            if range.step < 0 {
                let places = (0..<range.count).map { range.start + $0 * range.step }
                return try tensor.selecting(indices(places), along: axis)
            }
            return try Moving.slice(
                .tensor(tensor), .int(axis), .int(range.start),
                .int(
                    range.count == 0
                        ? range.start : range.start + (range.count - 1) * range.step + 1),
                .int(range.step))
        }
    }

    func gathered(_ x: Tensors.Tensor, axis: Int) throws -> Tensors.Tensor {
        let size = x.shape[axis]
        let shape = inputs[1]?.shape ?? []
        let places: Tensors.Tensor
        if case .host(let numbers)? = inputs[1] {
            places = try indices(numbers.integers.map { $0 < 0 ? $0 + size : $0 })
        } else {
            places = try fromTheStart(tensor(1), size: size)
        }
        let result =
            axis == 0 && x.shape.count == 2 && !shape.isEmpty
            ? try x.rows(at: places.reshaped([-1]))
            : try x.selecting(places.reshaped([-1]), along: axis)
        return try result.reshaped(x.shape[..<axis] + shape + x.shape[(axis + 1)...])
    }

    /// Elements at the places that the last axis of the second input says.
    func gatheredAtPlaces(_ x: Tensors.Tensor) throws -> Tensors.Tensor {
        let (rows, places, shape) = try rowsAndPlaces(of: x)
        return try rows.selecting(places, along: 0).reshaped(shape)
    }

    /// The data with those of the third input at the places that the second says.
    func scattered(_ x: Tensors.Tensor) throws -> Tensors.Tensor {
        let (rows, places, _) = try rowsAndPlaces(of: x)
        // Autocast may have left one of both in half precision.
        let updates = try tensor(2).reshaped([places.shape[0]] + rows.shape.dropFirst())
            .converted(to: rows.scalarType ?? .float32)
        return try Moving.copyRows(.tensor(rows), .int(0), .tensor(places), .tensor(updates))
            .reshaped(x.shape)
    }

    /// The data with the axes in front as one that the places of the second input count along, these
    /// places, and the shape of what lies there.
    private func rowsAndPlaces(
        of x: Tensors.Tensor
    ) throws -> (rows: Tensors.Tensor, places: Tensors.Tensor, shape: [Int]) {
        let indices = try tensor(1)
        let (last, depth) = (indices.shape.count - 1, indices.shape.last ?? 0)
        let rest = Array(x.shape[depth...])
        var places = try Tensors.Tensor.full([], 0, type: .int64, device: device)
        for axis in 0..<depth {
            let along = try indices.narrowed(last, to: axis..<axis + 1)
            places = try places * Double(x.shape[axis]) + fromTheStart(along, size: x.shape[axis])
        }
        let rows = try x.reshaped([x.shape[..<depth].reduce(1, *)] + rest)
        return (
            rows, try places.converted(to: .int64).reshaped([-1]), indices.shape.dropLast() + rest
        )
    }

    /// Indices of an axis, of which negative ones count from its end.
    private func fromTheStart(_ indices: Tensors.Tensor, size: Int) throws -> Tensors.Tensor {
        let given = try indices.converted(to: .int64)
        return try given.selected(
            where: given.isAtLeast(given.zerosLike()), otherwise: given + Double(size)
        )
        .converted(to: .int64)
    }

    func depthToSpace(
        _ x: Tensors.Tensor, _ block: Int, _ columnRowDepth: Bool
    ) throws -> Tensors.Tensor {
        let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let depth = c / (block * block)
        let parts =
            columnRowDepth
            ? try x.reshaped([n, depth, block, block, h, w]).permuted([0, 1, 4, 2, 5, 3])
            : try x.reshaped([n, block, block, depth, h, w]).permuted([0, 3, 4, 1, 5, 2])
        return try parts.reshaped([n, depth, h * block, w * block])
    }

    func spaceToDepth(_ x: Tensors.Tensor, _ block: Int) throws -> Tensors.Tensor {
        let (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2] / block, x.shape[3] / block)
        return try x.reshaped([n, c, h, block, w, block]).permuted([0, 3, 5, 1, 2, 4])
            .reshaped([n, c * block * block, h, w])
    }

    func oneHot(_ x: Tensors.Tensor, axis: Int) throws -> Tensors.Tensor {
        let depth = try integers(1)?.first ?? 0
        let values = try tensor(2)
        let given = try x.converted(to: .int64)
        let size = try Tensors.Tensor.full([], Double(depth), type: .int64, device: device)
        let places = try given.selected(
            where: given.isAtLeast(given.zerosLike()), otherwise: given + size)
        let hot = try Moving.oneHot(.tensor(places), .int(depth))
        let last = hot.shape.count - 1
        let target = axis < 0 ? axis + hot.shape.count : axis
        var order = Array(0..<last)
        order.insert(last, at: target)
        let chosen = try hot.permuted(order).converted(to: .bool)
        return try values.narrowed(0, to: 1..<2).selected(
            where: chosen, otherwise: values.narrowed(0, to: 0..<1))
    }
}
