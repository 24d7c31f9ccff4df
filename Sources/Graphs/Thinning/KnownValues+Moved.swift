extension KnownValues {
    /// What is known of the results of an operation that puts elements in other places.
    func moved(_ node: Node) throws(GraphError) -> [Tensor?] {
        if case .constantOfShape(let value) = node.operation {
            let rank = rank(node.outputs.first)
            return [Tensor(value).reshaped(to: [Int](repeating: 1, count: rank))]
        }
        if case .concat(let axis) = node.operation { return [try concatenated(node, axis)] }
        if case .gather(let axis) = node.operation { return [try gathered(node, axis)] }
        if case .pad(let mode) = node.operation { return [try padded(node, mode)] }
        guard let x = try known(node.input(0)) else { return [] }
        switch node.operation {
        case .flatten, .reshape, .squeeze, .unsqueeze: return [reshaped(node, x)]
        case .transpose(let permutation): return [x.transposed(permutation)]
        case .split(let axis, _): return split(node, x, axis < 0 ? axis + x.shape.count : axis)
        case .slice: return [sliced(node, x)]
        case .expand:
            let rank = rank(node.outputs.first)
            let ones = [Int](repeating: 1, count: rank - x.shape.count)
            return [x.reshaped(to: ones + x.shape)]
        case .tile: return [tiled(node, x)]
        case .resize:
            let isSame = x.shape.indices.allSatisfy {
                x.shape[$0] == 1 || size(node.outputs.first, $0) == x.shape[$0]
            }
            return [isSame ? x : nil]
        case .depthToSpace(let block, let columnRowDepth):
            return [depthToSpace(x, block * block, columnRowDepth)]
        case .spaceToDepth(let block):
            if x.shape[1] == 1 { return [x] }
            let places = (0..<block * block).flatMap { _ in 0..<x.shape[1] }
            return [onlyChannels(x).taking(places, along: 1)]
        default: return []
        }
    }

    /// Regroups axes; those of the same elements stay so where they do not meet others.
    private func reshaped(_ node: Node, _ x: Tensor) -> Tensor? {
        guard let source = node.input(0).flatMap({ types[$0] })?.shape,
            let target = node.outputs.first.flatMap({ types[$0] })?.shape
        else { return nil }
        var (parts, full, ranges): ([Int], [Dimension], [Range<Int>]) = ([], [], [])
        for block in ReshapeBlock.blocks(from: source, to: target) {
            guard let factors = block.factors else { return nil }
            let offset = parts.count
            for (axis, range) in zip(block.inputs, factors.inputs) {
                let count = x.shape[axis]
                if range.count == 1 || count == 1 {
                    parts += range.map { _ in count }
                } else if let tail = factors.tail(of: range, with: count) {
                    parts += range.map { tail.contains($0) ? factors.sizes[$0].value ?? 1 : 1 }
                } else {
                    return nil
                }
            }
            full += factors.sizes
            ranges += factors.outputs.map { $0.lowerBound + offset..<$0.upperBound + offset }
        }
        var result = x.reshaped(to: parts)
        for range in ranges where range.contains(where: { result.shape[$0] != 1 }) {
            // Sizes that are not known only repeat what comes after them.
            let unknown = range.last { full[$0].value == nil } ?? range.lowerBound - 1
            for factor in range {
                if factor < unknown, result.shape[factor] != 1 { return nil }
                if factor > unknown, let size = full[factor].value {
                    result = result.spread(to: size, along: factor)
                }
            }
        }
        let shape = ranges.map { range in range.reduce(1) { $0 * result.shape[$1] } }
        return result.reshaped(to: shape)
    }

    private func concatenated(_ node: Node, _ axis: Int) throws(GraphError) -> Tensor? {
        let rank = rank(node.outputs.first)
        let axis = axis < 0 ? axis + rank : axis
        var parts: [Tensor] = []
        for name in node.inputs {
            guard let elementType = name.flatMap({ types[$0] })?.elementType,
                let size = size(name, axis)
            else { return nil }
            let part = try known(name) ?? .unknown(rank: rank, elementType)
            parts.append(part.spread(to: size, along: axis))
        }
        if parts.allSatisfy(\.isUnknown) { return nil }
        for other in 0..<rank where other != axis {
            let size = parts.map { $0.shape[other] }.max() ?? 1
            parts = parts.map { $0.spread(to: size, along: other) }
        }
        let join = Node(
            .concat(axis: axis), inputs: parts.indices.map { "\($0)" }, outputs: ["joined"])
        return try ReferenceEvaluator.evaluate(join, parts).first
    }

    private func split(_ node: Node, _ x: Tensor, _ axis: Int) -> [Tensor?] {
        if x.shape[axis] == 1 { return node.outputs.map { _ in x } }
        var start = 0
        return node.outputs.map { output in
            let end = min(start + (size(output, axis) ?? 0), x.shape[axis])
            defer { start = end }
            return x.taking(Array(start..<end), along: axis)
        }
    }

    private func sliced(_ node: Node, _ x: Tensor) -> Tensor? {
        guard let shape = node.input(0).flatMap({ types[$0] })?.shape,
            let cuts = SliceCuts(node, integers, shape: shape)
        else { return nil }
        var result = x
        for axis in cuts.entries.keys where x.shape[axis] != 1 {
            guard let positions = cuts.positions[axis] else { return nil }
            result = result.taking(positions, along: axis)
        }
        return result
    }

    private func gathered(_ node: Node, _ axis: Int) throws(GraphError) -> Tensor? {
        let name = node.input(0)
        if isConstant(name ?? ""), !isConstant(node.input(1) ?? ""), rank(name) == 2, axis == 0,
            let found = vanishing(
                node.outputs.first, along: rank(node.outputs.first) - 1,
                rank: rank(node.outputs.first))
        {
            return found
        }
        let found = isConstant(name ?? "") ? try constant(name) : try known(name)
        guard let x = found, x.elementType.isFloatingPoint else { return nil }
        let axis = axis < 0 ? axis + x.shape.count : axis
        let indexRank = rank(node.input(1))
        let indices = node.input(1).flatMap { integers[$0] }?.compactMap(\.value)
        if x.shape[axis] > 1, indexRank <= 1, let indices,
            graph.weights[node.input(1) ?? ""] != nil
        {
            let places = indices.map { $0 < 0 ? $0 + x.shape[axis] : $0 }
            guard places.allSatisfy((0..<x.shape[axis]).contains) else { return nil }
            let picked = x.taking(places, along: axis)
            return indexRank == 1 ? picked : dropping(axis, of: picked, adding: 0)
        }
        return dropping(axis, of: x.collapsed(along: axis), adding: indexRank)
    }

    /// The tensor with axes of size 1 in the place of one of size 1.
    private func dropping(_ axis: Int, of x: Tensor, adding count: Int) -> Tensor {
        let ones = [Int](repeating: 1, count: count)
        return x.reshaped(to: x.shape[..<axis] + ones + x.shape[(axis + 1)...])
    }

    private func tiled(_ node: Node, _ x: Tensor) -> Tensor? {
        var result = x
        for axis in x.shape.indices where x.shape[axis] != 1 {
            guard let size = size(node.outputs.first, axis) else { return nil }
            result = result.taking((0..<size).map { $0 % x.shape[axis] }, along: axis)
        }
        return result
    }

    /// Positions that are added are known, whatever the others are.
    private func padded(_ node: Node, _ mode: PadMode) throws(GraphError) -> Tensor? {
        guard let elementType = node.input(0).flatMap({ types[$0] })?.elementType else {
            return nil
        }
        let x = try known(node.input(0)) ?? .unknown(rank: rank(node.input(0)), elementType)
        guard let paddings = PadSizes(node, integers, rank: x.shape.count)?.sizes else {
            return nil
        }
        let filler = node.input(2) == nil ? 0 : try known(node.input(2))?.numbers.first ?? .nan
        var result = x
        for (axis, padding) in paddings.enumerated() where padding != (0, 0) {
            let isFollowed = tracks[node.outputs[0]]?[axis].elements != nil
            if mode != .constant {
                result = result.collapsed(along: axis)
            } else if isFollowed, let size = size(node.input(0), axis) {
                result = result.spread(to: size, along: axis)
                let places = (-padding.before..<size + padding.after).map { $0 }
                let inside = places.map { min(max($0, 0), size - 1) }
                let taken = result.taking(inside, along: axis)
                let inner = taken.shape[(axis + 1)...].reduce(1, *)
                result = Tensor(
                    x.elementType, taken.shape,
                    taken.numbers.enumerated().map { place, number in
                        let position = places[place / inner % places.count]
                        return (0..<size).contains(position) ? number : filler
                    })
            } else {
                let same = result.collapsed(along: axis)
                result = Tensor(
                    x.elementType, same.shape, same.numbers.map { $0 == filler ? $0 : .nan })
            }
        }
        return result
    }

    private func onlyChannels(_ x: Tensor) -> Tensor {
        x.collapsed(along: 2).collapsed(along: 3)
    }

    private func depthToSpace(_ x: Tensor, _ area: Int, _ columnRowDepth: Bool) -> Tensor {
        let channels = onlyChannels(x)
        if channels.shape[1] == 1 { return channels }
        let depth = channels.shape[1] / area
        let split = channels.reshaped(
            to: [channels.shape[0]] + (columnRowDepth ? [depth, area] : [area, depth]) + [1, 1])
        return split.collapsed(along: columnRowDepth ? 2 : 1).reshaped(
            to: [channels.shape[0], depth, 1, 1])
    }
}
