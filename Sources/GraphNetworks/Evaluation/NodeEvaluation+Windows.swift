import Graphs
import Tensors

private let padOperator = Operator("constant_pad_nd")

extension NodeEvaluation {
    /// How many windows fit along each axis, where the padding follows from the strides.
    private func sides(
        _ padding: Graphs.Padding, _ x: Tensors.Tensor, kernel: [Int], strides: [Int],
        dilations: [Int]
    ) -> [(before: Int, after: Int)] {
        let input = Array(x.shape.dropFirst(2))
        let output = zip(input, strides).map { ($0 + $1 - 1) / $1 }
        let sizes = padding.sizes(
            input: input, output: output, kernel: kernel, strides: strides, dilations: dilations)
        return zip(sizes.before, sizes.after).map { ($0, $1) }
    }

    func convolution(
        _ x: Tensors.Tensor, _ attributes: Graphs.Convolution
    ) throws -> Tensors.Tensor {
        let weight = try tensor(1)
        let kernel = Array(weight.shape.dropFirst(2))
        let windows = Windows(
            kernel, stride: attributes.strides,
            padding: .sides(
                sides(
                    attributes.padding, x, kernel: kernel, strides: attributes.strides,
                    dilations: attributes.dilations)),
            dilation: attributes.dilations)
        return try x.convolution(
            weight: weight, bias: optional(2), windows: windows, groups: attributes.groups)
    }

    func transposedConvolution(
        _ x: Tensors.Tensor, _ attributes: Graphs.TransposedConvolution
    ) throws -> Tensors.Tensor {
        let (weight, convolution) = (try tensor(1), attributes.convolution)
        let kernel = Array(weight.shape.dropFirst(2))
        let sides: [(before: Int, after: Int)]
        if case .explicit = convolution.padding {
            sides = self.sides(
                convolution.padding, x, kernel: kernel, strides: convolution.strides,
                dilations: convolution.dilations)
        } else {
            let output = zip(x.shape.dropFirst(2), convolution.strides).map { $0 * $1 }
            let sizes = convolution.padding.sizes(
                input: output, output: Array(x.shape.dropFirst(2)), kernel: kernel,
                strides: convolution.strides, dilations: convolution.dilations)
            sides = zip(sizes.before, sizes.after).map { ($0, $1) }
        }
        // Padding is what is cut off afterwards; LibTorch cuts the same from both sides only.
        let common = sides.map { min($0.before, $0.after) }
        let result = try x.transposedConvolution(
            weight: weight, bias: optional(2),
            windows: Windows(
                kernel, stride: convolution.strides, padding: .axes(common),
                dilation: convolution.dilations),
            outputPadding: attributes.outputPadding, groups: convolution.groups)
        return try zip(sides, common).enumerated().reduce(result) { tensor, axis in
            let (index, (side, common)) = axis
            let range = side.before - common..<tensor.shape[index + 2] - (side.after - common)
            return range.count == tensor.shape[index + 2]
                ? tensor : try tensor.narrowed(index + 2, to: range)
        }
    }

    func maxPool(_ x: Tensors.Tensor, _ pooling: Graphs.Pooling) throws -> Tensors.Tensor {
        let sides = sides(of: pooling, x)
        let isEven = isEven(sides, pooling)
        let input = isEven ? x : try x.padded(counts(sides), value: -.infinity)
        return try input.maxPool(
            windows(pooling, padding: isEven ? sides.map(\.before) : sides.map { _ in 0 }),
            roundsUp: pooling.roundsUp)
    }

    func averagePool(_ x: Tensors.Tensor, _ pooling: Graphs.Pooling) throws -> Tensors.Tensor {
        let sides = sides(of: pooling, x)
        let isPlain = pooling.dilations.allSatisfy { $0 == 1 }
        if isPlain, isEven(sides, pooling) {
            return try x.averagePool(
                windows(pooling, padding: sides.map(\.before)), roundsUp: pooling.roundsUp,
                countsPadding: pooling.countsPadding)
        }
        guard isPlain else {
            throw GraphNetworkError.noOperator(
                node: node.name, operation: "\(node.operation.name) with dilations")
        }
        // Sums over what was padded, divided by how many elements count.
        let none = windows(pooling, padding: sides.map { _ in 0 })
        let means = try x.padded(counts(sides)).averagePool(none, roundsUp: pooling.roundsUp)
        if pooling.countsPadding { return means }
        let ones = try Tensors.Tensor.full([1, 1] + x.shape.dropFirst(2), 1, device: device)
        let shares = try ones.padded(counts(sides)).averagePool(none, roundsUp: pooling.roundsUp)
        return try means / shares.converted(to: x.scalarType ?? .float32)
    }

    private func sides(
        of pooling: Graphs.Pooling, _ x: Tensors.Tensor
    ) -> [(before: Int, after: Int)] {
        sides(
            pooling.padding, x, kernel: pooling.kernel, strides: pooling.strides,
            dilations: pooling.dilations)
    }

    /// Whether LibTorch can pad so itself: equally on both sides, by at most half of a window.
    private func isEven(
        _ sides: [(before: Int, after: Int)], _ pooling: Graphs.Pooling
    ) -> Bool {
        zip(sides, pooling.kernel).allSatisfy { $0.before == $0.after && 2 * $0.before <= $1 }
    }

    private func windows(_ pooling: Graphs.Pooling, padding: [Int]) -> Windows {
        Windows(
            pooling.kernel, stride: pooling.strides, padding: .axes(padding),
            dilation: pooling.dilations)
    }

    private func counts(_ sides: [(before: Int, after: Int)]) -> [Int] {
        sides.reversed().flatMap { [$0.before, $0.after] }
    }

    func padded(_ x: Tensors.Tensor, _ mode: PadMode) throws -> Tensors.Tensor {
        let sizes = try integers(1) ?? []
        let axes = try integers(3)?.map { axis($0, of: x) } ?? Array(x.shape.indices)
        let sides = axes.indices.map { (axes[$0], sizes[$0], sizes[$0 + axes.count]) }
        if mode == .constant {
            var counts = [Int](repeating: 0, count: 2 * x.shape.count)
            for (axis, before, after) in sides {
                let place = 2 * (x.shape.count - 1 - axis)
                (counts[place], counts[place + 1]) = (before, after)
            }
            return try padOperator(
                .tensor(x), .ints(counts), .double(numbers(2)?.first ?? 0))
        }
        return try sides.reduce(x) { tensor, side in
            let (axis, before, after) = side
            guard before != 0 || after != 0 else { return tensor }
            let size = tensor.shape[axis]
            let places = (-before..<size + after).map { mirrored($0, size, mode) }
            return try tensor.selecting(indices(places), along: axis)
        }
    }

    /// The element that stands for a place outside of an axis.
    private func mirrored(_ place: Int, _ size: Int, _ mode: PadMode) -> Int {
        if mode == .edge || size == 1 { return min(max(place, 0), size - 1) }
        let period = 2 * (size - 1)
        let phase = (place % period + period) % period
        return phase < size ? phase : period - phase
    }

    /// Indices as a tensor on the device.
    func indices(_ places: [Int]) throws -> Tensors.Tensor {
        try Tensors.Tensor(places.map { Int64($0) }, shape: [places.count]).moved(to: device)
    }

    func resized(_ x: Tensors.Tensor, _ attributes: Resize) throws -> Tensors.Tensor {
        let scales = try numbers(3) == nil ? numbers(2) : nil
        let output =
            try integers(3)
            ?? zip(x.shape, scales ?? []).map { Int((Double($0) * $1).rounded(.down)) }
        let taps = attributes.taps(from: x.shape, to: output, scales: scales)
        return try taps.indices.reduce(x) { tensor, axis in
            let lines = taps[axis]
            if lines.count == x.shape[axis],
                lines.enumerated().allSatisfy({ $1.count == 1 && $1[0].place == $0 })
            {
                return tensor
            }
            let low = try tensor.selecting(indices(lines.map { $0[0].place }), along: axis)
            guard lines.contains(where: { $0.count == 2 }) else { return low }
            let high = try tensor.selecting(
                indices(lines.map { $0[$0.count - 1].place }), along: axis)
            var shape = tensor.shape.map { _ in 1 }
            shape[axis] = lines.count
            let share = try Tensors.Tensor(
                lines.map { $0.count == 2 ? Float($0[1].weight) : 0 }, shape: shape
            ).moved(to: device).converted(to: x.scalarType ?? .float32)
            return try low + (high - low) * share
        }
    }
}
