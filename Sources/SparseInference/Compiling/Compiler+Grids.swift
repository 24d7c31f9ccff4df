import Graphs

extension Compiler {
    /// Adds a resize of one or two axes behind the channels.
    mutating func addResize(_ node: Node, _ resize: Resize) -> Bool {
        let shape = facts.shape(node.outputs[0])
        guard let x = view(node.input(0)), (3...4).contains(x.shape.count), !shape.contains(0),
            resize.mode == .nearest || facts.types[node.outputs[0]]?.elementType == .float32
        else { return false }
        var scales: [Double]?
        if node.input(3) == nil {
            guard let numbers = constant(node.input(2))?.numbers else { return false }
            scales = numbers
        }
        let taps = resize.taps(
            from: Self.inPlanes(x.shape, 1), to: Self.inPlanes(shape, 1),
            scales: scales.map { Self.inPlanes($0, 1) })
        let isWhole = taps.prefix(2).allSatisfy { axis in
            axis.enumerated().allSatisfy { $1.count == 1 && $1[0].place == $0 }
        }
        guard isWhole, x.shape.prefix(2) == shape.prefix(2),
            let input = planes(x, channels: 1, positions: 2..<x.shape.count, for: node)
        else { return false }
        let output = newPlanes(shape, channels: 1, positions: 2..<shape.count)
        guard let result = PlaneLayout(output, channels: 1, positions: 2..<shape.count) else {
            return false
        }
        add(
            ResizeStep(
                description(node, "planes"), from: input, width: x.shape[x.shape.count - 1],
                to: result, rows: taps[2], columns: taps[3]),
            reads: [input.view], writes: [output])
        define(node.outputs[0], output)
        return true
    }

    /// Numbers of three axes with one of a row put between the channels and the columns; those of four as they are.
    private static func inPlanes<Number>(_ numbers: [Number], _ row: Number) -> [Number] {
        numbers.count == 3 ? numbers[..<2] + [row, numbers[2]] : numbers
    }

    /// Adds the spreading of channels over squares of positions.
    mutating func addDepthToSpace(
        _ node: Node, _ blockSize: Int, _ columnRowDepth: Bool
    ) -> Bool {
        let shape = facts.shape(node.outputs[0])
        guard let x = view(node.input(0)), x.shape.count == 4 else { return false }
        let (height, width) = (x.shape[2], x.shape[3])
        let squares =
            columnRowDepth
            ? [shape[0], shape[1], blockSize, blockSize, height, width]
            : [shape[0], blockSize, blockSize, shape[1], height, width]
        let order = columnRowDepth ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2]
        let output = newPlanes(shape, channels: 1, positions: 2..<4)
        guard let source = x.reshaped(to: squares),
            let target = output.reshaped(
                to: [shape[0], shape[1], height, blockSize, width, blockSize])
        else { return false }
        copy(source.transposed(order), to: target, for: node)
        define(node.outputs[0], output)
        return true
    }

    /// Adds the gathering of squares of positions in channels.
    mutating func addSpaceToDepth(_ node: Node, _ blockSize: Int) -> Bool {
        let shape = facts.shape(node.outputs[0])
        guard let x = view(node.input(0)), x.shape.count == 4 else { return false }
        let output = newPlanes(shape, channels: 1, positions: 2..<4)
        guard
            let source = x.reshaped(
                to: [shape[0], x.shape[1], shape[2], blockSize, shape[3], blockSize]),
            let target = output.reshaped(
                to: [shape[0], blockSize, blockSize, x.shape[1], shape[2], shape[3]])
        else { return false }
        copy(source.transposed([0, 3, 5, 1, 2, 4]), to: target, for: node)
        define(node.outputs[0], output)
        return true
    }
}
