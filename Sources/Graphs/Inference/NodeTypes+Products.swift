extension NodeTypes {
    func convolution(_ attributes: Convolution) throws(GraphError) -> TensorType {
        let (type, weights) = (try spatial(), try self.type(1))
        let spatialCount = type.shape.count - 2
        if weights.shape.count != type.shape.count {
            throw node.problem(
                "its weights have the type \(weights); \(type.shape.count) axes are needed")
        }
        try check(attributes.strides, attributes.dilations, attributes.padding, spatialCount)
        let channels = weights.shape[1] * .known(attributes.groups)
        try fit([type.shape[1]], [channels], "the axis of channels of its input")
        try checkGroups(attributes.groups, of: weights.shape[0], "outputs")
        if inputs.count > 2, inputs[2] != nil {
            try fit(self.type(2).shape, [weights.shape[0]], "the bias")
        }
        var sizes: [Dimension] = []
        for axis in 0..<spatialCount {
            guard let kernel = weights.shape[axis + 2].value else {
                throw node.problem("the size of its kernel is not known")
            }
            sizes.append(
                try windows(
                    type.shape[axis + 2], kernel: kernel, stride: attributes.strides[axis],
                    dilation: attributes.dilations[axis], padding: attributes.padding, axis: axis,
                    count: spatialCount, roundsUp: false))
        }
        return TensorType(type.elementType, [type.shape[0], weights.shape[0]] + sizes)
    }

    func transposedConvolution(_ attributes: TransposedConvolution) throws(GraphError) -> TensorType
    {
        let (type, weights) = (try spatial(), try self.type(1))
        let (spatialCount, convolution) = (type.shape.count - 2, attributes.convolution)
        if weights.shape.count != type.shape.count || attributes.outputPadding.count != spatialCount
        {
            throw node.problem(
                "its weights have the type \(weights); \(type.shape.count) axes are needed")
        }
        try check(convolution.strides, convolution.dilations, convolution.padding, spatialCount)
        guard case .explicit(let padding) = convolution.padding else {
            throw node.problem("its padding depends on the sizes; explicit padding is needed")
        }
        try fit([type.shape[1]], [weights.shape[0]], "the axis of channels of its input")
        try checkGroups(convolution.groups, of: weights.shape[0], "inputs")
        if inputs.count > 2, inputs[2] != nil {
            let outputs = weights.shape[1] * .known(convolution.groups)
            try fit(self.type(2).shape, [outputs], "the bias")
        }
        var sizes: [Dimension] = []
        for axis in 0..<spatialCount {
            let taps = (weights.shape[axis + 2] - 1) * .known(convolution.dilations[axis]) + 1
            let added =
                attributes.outputPadding[axis] - padding[axis] - padding[axis + spatialCount]
            sizes.append(
                (type.shape[axis + 2] - 1) * .known(convolution.strides[axis]) + taps
                    + .known(added))
        }
        return TensorType(
            type.elementType,
            [type.shape[0], weights.shape[1] * .known(convolution.groups)] + sizes)
    }

    private func checkGroups(_ groups: Int, of channels: Dimension, _ name: String)
        throws(GraphError)
    {
        guard groups >= 1, (channels.value ?? 0) % groups == 0 else {
            throw node.problem(
                "it has \(groups) groups and \(channels) \(name); the first must divide the second")
        }
    }

    func pooled(_ pooling: Pooling) throws(GraphError) -> TensorType {
        let type = try spatial()
        let count = type.shape.count - 2
        try check(pooling.strides, pooling.dilations, pooling.padding, count)
        try check(pooling.kernel, pooling.kernel, pooling.padding, count)
        var sizes: [Dimension] = []
        for axis in 0..<count {
            sizes.append(
                try windows(
                    type.shape[axis + 2], kernel: pooling.kernel[axis],
                    stride: pooling.strides[axis],
                    dilation: pooling.dilations[axis], padding: pooling.padding, axis: axis,
                    count: count, roundsUp: pooling.roundsUp))
        }
        return TensorType(type.elementType, type.shape.prefix(2) + sizes)
    }

    func globallyPooled() throws(GraphError) -> TensorType {
        let type = try spatial()
        return TensorType(type.elementType, type.shape.enumerated().map { $0 < 2 ? $1 : 1 })
    }

    /// The first input, which must be `[batch, channels, spatial…]`.
    private func spatial() throws(GraphError) -> TensorType {
        let type = try first
        guard type.shape.count >= 3, type.elementType.isFloatingPoint else {
            throw node.problem(
                "its input has the type \(type); floating-point numbers [batch, channels, spatial…] are needed"
            )
        }
        return type
    }

    private func check(
        _ strides: [Int], _ dilations: [Int], _ padding: Padding, _ count: Int
    ) throws(GraphError) {
        let limit = 1 << 31
        let isValid = [strides, dilations].allSatisfy { values in
            values.count == count && values.allSatisfy { $0 >= 1 && $0 < limit }
        }
        var paddingIsValid = true
        if case .explicit(let padding) = padding {
            paddingIsValid =
                padding.count == 2 * count && padding.allSatisfy { $0.magnitude < limit }
        }
        if !isValid || !paddingIsValid {
            throw node.problem(
                "the strides of its window are \(strides), the dilations \(dilations) and the padding \(padding); "
                    + "\(count) positive strides and dilations and \(2 * count) sizes of padding are needed"
            )
        }
    }

    /// How many windows fit along an axis.
    private func windows(
        _ size: Dimension, kernel: Int, stride: Int, dilation: Int, padding: Padding, axis: Int,
        count: Int, roundsUp: Bool
    ) throws(GraphError) -> Dimension {
        guard case .explicit(let padding) = padding else {
            return (size + .known(stride - 1)) / .known(stride)
        }
        let (before, after) = (padding[axis], padding[axis + count])
        let (span, isOverflow) = (kernel - 1).multipliedReportingOverflow(by: dilation)
        let room = size + .known(before + after - span - 1)
        if isOverflow || (room.value ?? 0) < 0 {
            throw node.problem(
                "its window has the span \(span + 1) along axis \(axis + 2); the padded input has \(size + .known(before + after))"
            )
        }
        let steps = (roundsUp ? room + .known(stride - 1) : room) / .known(stride)
        if roundsUp, let size = size.value, let steps = steps.value, steps * stride >= size + before
        {
            return .known(steps)
        }
        return steps + 1
    }

    func gemm(_ attributes: Gemm) throws(GraphError) -> TensorType {
        let (left, right) = (try first, try type(1))
        guard left.shape.count == 2, right.shape.count == 2 else {
            throw node.problem(
                "its inputs have the types \(left) and \(right); 2 axes each are needed")
        }
        let (rows, depth) = attributes.transposesFirst ? (1, 0) : (0, 1)
        let (otherDepth, columns) = attributes.transposesSecond ? (1, 0) : (0, 1)
        try fit(
            [right.shape[otherDepth]], [left.shape[depth]],
            "the axis of its second input that is summed")
        let shape = [left.shape[rows], right.shape[columns]]
        if inputs.count > 2, inputs[2] != nil {
            let bias = try type(2).shape
            let joined = try broadcast(shape, bias)
            if joined.count != 2
                || zip(joined, shape).contains(where: { $0.value != $1.value && $1.value != nil })
            {
                throw node.problem(
                    "its third input has the shape \(bias), which does not fit \(shape)")
            }
        }
        return TensorType(left.elementType, shape)
    }

    func product() throws(GraphError) -> TensorType {
        let (left, right) = (try first, try type(1))
        guard !left.shape.isEmpty, !right.shape.isEmpty else {
            throw node.problem(
                "its inputs have the types \(left) and \(right); 1 axis or more is needed")
        }
        if left.elementType != right.elementType {
            throw node.problem(
                "its inputs have the types \(left) and \(right); equal element types are needed")
        }
        let a = left.shape.count == 1 ? [1, left.shape[0]] : left.shape
        let b = right.shape.count == 1 ? [right.shape[0], 1] : right.shape
        try fit([b[b.count - 2]], [a[a.count - 1]], "the axis of its second input that is summed")
        var shape = try broadcast(Array(a.dropLast(2)), Array(b.dropLast(2)))
        if left.shape.count > 1 { shape.append(a[a.count - 2]) }
        if right.shape.count > 1 { shape.append(b[b.count - 1]) }
        return TensorType(left.elementType, shape)
    }
}
