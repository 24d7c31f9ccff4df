extension NodeTypes {
    /// The shape of a part of data of `shape`.
    func sliced(_ shape: [Dimension]) throws(GraphError) -> [Dimension] {
        guard let starts = integers[1], let ends = integers[2] else {
            return shape.indices.map(unknown)
        }
        let axes = inputs.count > 3 && inputs[3] != nil ? knownIntegers(3) : Array(starts.indices)
        let steps = inputs.count > 4 && inputs[4] != nil ? knownIntegers(4) : starts.map { _ in 1 }
        guard let axes, let steps else { return shape.indices.map(unknown) }
        for (count, name) in [(ends.count, "ends"), (axes.count, "axes"), (steps.count, "steps")]
        where count != starts.count {
            throw node.problem("it has \(starts.count) starts and \(count) \(name)")
        }
        var result = shape
        for (position, axis) in axes.enumerated() {
            let axis = try self.axis(axis, rank: shape.count)
            if steps[position] == 0 { throw node.problem("a step of it is 0") }
            result[axis] =
                slicedSize(shape[axis], starts[position], ends[position], steps[position])
                ?? unknown(axis)
        }
        return result
    }

    /// The number of elements from `start` to `end`, nil where it cannot be known.
    private func slicedSize(
        _ size: Dimension, _ start: Dimension, _ end: Dimension, _ step: Int
    ) -> Dimension? {
        if let size = size.value, let start = start.value, let end = end.value {
            return .known(SliceRange(size: size, start: start, end: end, step: step).count)
        }
        guard step > 0 else { return nil }
        let isToEnd = (end.value ?? 0) >= Int(Int32.max) || end == size
        if start == 0, isToEnd { return (size + .known(step - 1)) / .known(step) }
        guard step == 1 else { return nil }
        // The first position: sizes are at least 1.
        if start == 0, end == 1 { return 1 }
        if let start = start.value, start < 0, isToEnd { return .known(-start) }
        if start == 0, end.value == nil { return end }
        let from = (start.value ?? 0) < 0 ? size + start : start
        let to = isToEnd ? size : (end.value ?? 0) < 0 ? size + end : end
        return end.value == nil || isToEnd || (end.value ?? 0) < 0 ? to - from : nil
    }
}
