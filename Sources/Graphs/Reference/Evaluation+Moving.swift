import Foundation

extension Evaluation {
    /// The operations that put elements in other places.
    func moved(_ x: Tensor) throws(GraphError) -> [Tensor] {
        switch node.operation {
        case .identity, .dropout, .flatten, .reshape, .squeeze, .unsqueeze:
            return [x.reshaped(to: shape)]
        case .transpose(let permutation):
            let strides = Positions(x.shape).strides
            return [
                pick(x) { coordinates in
                    coordinates.indices.reduce(0) {
                        $0 + coordinates[$1] * strides[permutation[$1]]
                    }
                }
            ]
        case .concat(let axis): return [try concatenated(x, axis: axis)]
        case .split(let axis, _): return split(x, axis: self.axis(axis, rank: x.shape.count))
        case .slice: return [try sliced(x)]
        case .gather(let axis): return [try gathered(x, axis: axis)]
        case .gatherND: return [try gatheredAtPlaces(x)]
        case .scatterND: return [try scattered(x)]
        case .expand: return [x.picking(Positions(x.shape).broadcast(to: shape), shape: shape)]
        case .tile:
            let grid = Positions(x.shape)
            return [
                pick(x) { coordinates in grid.position(zip(coordinates, x.shape).map { $0 % $1 }) }
            ]
        case .pad(let mode): return [try padded(x, mode)]
        case .depthToSpace(let block, let columnRowDepth):
            return [depthToSpace(x, block, columnRowDepth)]
        case .spaceToDepth(let block): return [spaceToDepth(x, block)]
        case .constantOfShape(let value):
            let element = Tensor(value)
            return [element.picking([Int](repeating: 0, count: shape.reduce(1, *)), shape: shape)]
        case .shape(let start, let end):
            let rank = x.shape.count
            func clamp(_ axis: Int) -> Int { min(max(axis < 0 ? axis + rank : axis, 0), rank) }
            let sizes = Array(x.shape[clamp(start)..<max(clamp(start), clamp(end ?? rank))])
            return [Tensor(.int64, [sizes.count], integers: sizes)]
        case .size: return [Tensor(.int64, [], integers: [x.count])]
        default: throw node.problem("it has no reference")
        }
    }

    /// A tensor of the elements whose place a function finds; -1 gives `filler`.
    private func pick(_ x: Tensor, filler: Double = 0, _ place: ([Int]) -> Int) -> Tensor {
        var places: [Int] = []
        places.reserveCapacity(shape.reduce(1, *))
        Positions(shape).forEach { places.append(place($0)) }
        return x.picking(places, shape: shape, filler: filler)
    }

    private func concatenated(_ x: Tensor, axis: Int) throws(GraphError) -> Tensor {
        let axis = self.axis(axis, rank: x.shape.count)
        let outer = x.shape[..<axis].reduce(1, *)
        var tensors: [Tensor] = []
        for position in inputs.indices { tensors.append(try input(position)) }
        func join<Element>(_ lists: [[Element]]) -> [Element] {
            (0..<outer).flatMap { block in
                lists.flatMap { list in
                    list[(block * (list.count / outer))..<((block + 1) * (list.count / outer))]
                }
            }
        }
        return x.elementType.isFloatingPoint
            ? Tensor(x.elementType, shape, join(tensors.map(\.numbers)))
            : Tensor(x.elementType, shape, integers: join(tensors.map(\.integers)))
    }

    private func split(_ x: Tensor, axis: Int) -> [Tensor] {
        let grid = Positions(x.shape)
        var start = 0
        return types.map { type in
            let shape = type.shape.compactMap(\.value)
            var places: [Int] = []
            Positions(shape).forEach { coordinates in
                places.append(grid.position(coordinates) + start * grid.strides[axis])
            }
            start += shape[axis]
            return x.picking(places, shape: shape)
        }
    }

    private func sliced(_ x: Tensor) throws(GraphError) -> Tensor {
        let (starts, ends) = (try input(1).integers, try input(2).integers)
        let axes = optional(3)?.integers ?? Array(starts.indices)
        let steps = optional(4)?.integers ?? starts.map { _ in 1 }
        let grid = Positions(x.shape)
        var (offset, strides) = (0, grid.strides)
        for (position, axis) in axes.enumerated() {
            let axis = self.axis(axis, rank: x.shape.count)
            let range = SliceRange(
                size: x.shape[axis], start: starts[position], end: ends[position],
                step: steps[position])
            offset += range.start * grid.strides[axis]
            strides[axis] = range.step * grid.strides[axis]
        }
        return pick(x) { coordinates in
            coordinates.indices.reduce(offset) { $0 + coordinates[$1] * strides[$1] }
        }
    }

    private func gathered(_ x: Tensor, axis: Int) throws(GraphError) -> Tensor {
        let indices = try input(1)
        let axis = self.axis(axis, rank: x.shape.count)
        let size = x.shape[axis]
        let rows = indices.integers.map { $0 < 0 ? $0 + size : $0 }
        if let row = rows.first(where: { !(0..<size).contains($0) }) {
            throw node.problem("an index is \(row); the axis has \(size) elements")
        }
        let (grid, places) = (Positions(x.shape), Positions(indices.shape))
        let end = axis + indices.shape.count
        return pick(x) { coordinates in
            let row = rows[places.position(Array(coordinates[axis..<end]))]
            return grid.position(coordinates[..<axis] + [row] + coordinates[end...])
        }
    }

    /// The indices of the second input along the first axes of `x`, one tuple after another.
    private func places(in x: Tensor) throws(GraphError) -> (indices: Tensor, places: [Int]) {
        let indices = try input(1)
        let depth = indices.shape.last ?? 0
        let places = indices.integers.enumerated().map { place, index in
            index < 0 ? index + x.shape[place % depth] : index
        }
        for (place, index) in places.enumerated()
        where !(0..<x.shape[place % depth]).contains(index) {
            throw node.problem(
                "an index is \(index); the axis has \(x.shape[place % depth]) elements")
        }
        return (indices, places)
    }

    private func scattered(_ x: Tensor) throws(GraphError) -> Tensor {
        let (indices, places) = try places(in: x)
        let (updates, depth) = (try input(2), indices.shape.last ?? 0)
        let grid = Positions(x.shape)
        let size = x.shape[depth...].reduce(1, *)
        // Where an element of the result comes from: first from the data, then from the updates.
        var sources = Array(0..<x.count)
        for row in 0..<(depth == 0 ? 0 : places.count / depth) {
            let start = zip(places[row * depth..<(row + 1) * depth], grid.strides).reduce(0) {
                $0 + $1.0 * $1.1
            }
            for element in 0..<size { sources[start + element] = x.count + row * size + element }
        }
        return x.elementType.isFloatingPoint
            ? Tensor(x.elementType, [x.count + updates.count], x.numbers + updates.numbers)
                .picking(sources, shape: shape)
            : Tensor(
                x.elementType, [x.count + updates.count], integers: x.integers + updates.integers
            ).picking(sources, shape: shape)
    }

    private func gatheredAtPlaces(_ x: Tensor) throws(GraphError) -> Tensor {
        let (indices, places) = try places(in: x)
        let depth = indices.shape.last ?? 0
        let (grid, rows) = (Positions(x.shape), Positions(indices.shape.dropLast()))
        return pick(x) { coordinates in
            let row = depth * rows.position(coordinates.dropLast(x.shape.count - depth))
            return grid.position(
                places[row..<row + depth] + coordinates.suffix(x.shape.count - depth))
        }
    }

    private func padded(_ x: Tensor, _ mode: PadMode) throws(GraphError) -> Tensor {
        let sizes = try input(1).integers
        let axes = (optional(3)?.integers ?? Array(x.shape.indices)).map {
            axis($0, rank: x.shape.count)
        }
        var before = [Int](repeating: 0, count: x.shape.count)
        for (position, axis) in axes.enumerated() { before[axis] = sizes[position] }
        let grid = Positions(x.shape)
        return pick(x, filler: optional(2)?.numbers.first ?? 0) { coordinates in
            let place = coordinates.indices.map { axis -> Int in
                let (index, size) = (coordinates[axis] - before[axis], x.shape[axis])
                switch mode {
                case .constant: return index
                case .edge: return min(max(index, 0), size - 1)
                case .reflect:
                    if size == 1 { return 0 }
                    let period = 2 * (size - 1)
                    let phase = (index % period + period) % period
                    return phase < size ? phase : period - phase
                }
            }
            let isInside = place.indices.allSatisfy { (0..<x.shape[$0]).contains(place[$0]) }
            return isInside ? grid.position(place) : -1
        }
    }

    private func depthToSpace(_ x: Tensor, _ block: Int, _ columnRowDepth: Bool) -> Tensor {
        let grid = Positions(x.shape)
        let depth = shape[1]
        return pick(x) { c in
            let (row, column) = (c[2] % block, c[3] % block)
            let channel =
                columnRowDepth
                ? (c[1] * block + row) * block + column : (row * block + column) * depth + c[1]
            return grid.position([c[0], channel, c[2] / block, c[3] / block])
        }
    }

    private func spaceToDepth(_ x: Tensor, _ block: Int) -> Tensor {
        let grid = Positions(x.shape)
        let depth = x.shape[1]
        return pick(x) { c in
            let cell = c[1] / depth
            return grid.position(
                [c[0], c[1] % depth, c[2] * block + cell / block, c[3] * block + cell % block])
        }
    }

    func range(_ start: Tensor) throws(GraphError) -> Tensor {
        let (limit, step) = (try input(1), try input(2))
        let (from, to, by) = (start.numbers[0], limit.numbers[0], step.numbers[0])
        let count = ((to - from) / by).rounded(.up)
        guard count.isFinite, count < 0x1p32 else { throw node.problem("its range does not end") }
        let numbers = (0..<max(0, Int(count))).map { from + Double($0) * by }
        return start.elementType.isFloatingPoint
            ? Tensor(start.elementType, [numbers.count], numbers)
            : Tensor(start.elementType, [numbers.count], integers: numbers.map { Int($0) })
    }

    func oneHot(_ indices: Tensor, axis: Int) throws(GraphError) -> Tensor {
        let (depth, values) = (try input(1).integers[0], try input(2))
        let axis = axis < 0 ? axis + indices.shape.count + 1 : axis
        let (grid, elements) = (Positions(indices.shape), indices.integers)
        return pick(values) { coordinates in
            var place = coordinates
            let index = place.remove(at: axis)
            let wanted = elements[grid.position(place)]
            return (wanted < 0 ? wanted + depth : wanted) == index ? 1 : 0
        }
    }

    func resize(_ x: Tensor, _ attributes: Resize) throws(GraphError) -> Tensor {
        let scales = optional(3) == nil ? optional(2)?.numbers : nil
        let taps = attributes.taps(from: x.shape, to: shape, scales: scales)
        let (grid, elements) = (Positions(x.shape), x.numbers)
        var result: [Double] = []
        Positions(shape).forEach { coordinates in
            var corners = [(place: 0, weight: 1.0)]
            for axis in coordinates.indices {
                corners = corners.flatMap { corner in
                    taps[axis][coordinates[axis]].map {
                        (corner.place + $0.place * grid.strides[axis], corner.weight * $0.weight)
                    }
                }
            }
            result.append(corners.reduce(0) { $0 + elements[$1.place] * $1.weight })
        }
        guard x.elementType.isFloatingPoint else {
            let integers = result.map { number in
                Int(exactly: number.rounded()) ?? (number < 0 ? .min : .max)
            }
            return Tensor(x.elementType, shape, integers: integers)
        }
        return Tensor(x.elementType, shape, result)
    }
}
