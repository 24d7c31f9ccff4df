import Graphs

extension CallConverter {
    /// Operators that put elements in other places, and that make tensors.
    static let moving: [String: Conversion] = [
        "reshape": { try $0.reshape($1, to: $1.sizes(1) ?? []) },
        "flatten": { converter, call in
            try converter.reshape(call, to: converter.shape(call.results[0]))
        },
        "permute": { $0.give($1, .transpose(permutation: try $1.ints(1)), [try $1.value(0)]) },
        "narrow": { converter, call in
            let x = try call.value(0)
            let (start, length) = (try call.size(2), try call.size(3))
            converter.give(
                call, .slice,
                [
                    x, try converter.size(start, in: call),
                    try converter.size(start + length, in: call),
                    converter.integers([converter.axis(try call.int(1), of: x)]),
                ])
        },
        "slice": { converter, call in
            let x = try call.value(0)
            let end = try call.optionalSize(3) ?? .known(.max)
            converter.give(
                call, .slice,
                [
                    x, try converter.size(call.optionalSize(2) ?? 0, in: call),
                    try converter.size(end, in: call),
                    converter.integers([converter.axis(try call.int(1), of: x)]),
                    converter.integers([try call.int(4, default: 1)]),
                ])
        },
        "expand": { converter, call in
            let x = try call.value(0)
            // A size of −1 keeps the one that is there; the result has it.
            converter.give(
                call, .expand,
                [x, try converter.sizes(converter.shape(call.results[0]), in: call)])
        },
        "cat": { converter, call in
            let values = call.values(0)
            let axis = try call.int(1, default: 0)
            converter.give(call, .concat(axis: axis), values)
        },
        "index_select": { converter, call in
            converter.give(
                call, .gather(axis: try call.int(1)), [try call.value(0), try call.value(2)])
        },
        "constant_pad_nd": { try $0.pad($1) },
        "repeat_interleave": { try $0.repeatInterleave($1) },
        "sum": { try $0.reduce(.sum, $1) },
        "mean": { try $0.reduce(.mean, $1) },
        "argmax": {
            $0.give($1, .argMax(axis: try $1.int(1), keepsAxis: $1.bool(2)), [try $1.value(0)])
        },
        "arange": { converter, call in
            let end = converter.add(
                .squeeze(axes: [0]), [try converter.size(call.size(0), in: call)])
            let bounds = [converter.name("start"), converter.name("step")]
            converter.define(bounds[0], 0)
            converter.define(bounds[1], 1)
            converter.give(call, .range, [bounds[0], end, bounds[1]])
        },
        "zeros": { try $0.fill($1, with: 0, sizes: $1.sizes(0) ?? []) },
        "full": { try $0.fill($1, with: $1.double(1, default: 0), sizes: $1.sizes(0) ?? []) },
        "zeros_like": { try $0.fill($1, with: 0, sizes: $0.shape($1.value(0))) },
        "ones_like": { try $0.fill($1, with: 1, sizes: $0.shape($1.value(0))) },
    ]

    /// Adds a whole number without axes.
    fileprivate mutating func define(_ name: String, _ value: Int) {
        setWeight(name, TensorData(integers: [value], shape: []))
    }

    private mutating func reshape(_ call: TracedCall, to wanted: [Dimension]) throws {
        let x = try call.value(0)
        let source = shape(x)
        // 0 takes a size of the input, −1 what is left: then no size has to be calculated.
        let target = wanted.enumerated().map { axis, size in
            size.value == nil && source.indices.contains(axis) && source[axis] == size ? 0 : size
        }
        let free = target.indices.filter { target[$0].value == nil }
        if free.isEmpty || free.count == 1 && !target.contains(-1) {
            give(
                call, .reshape(allowsZero: false),
                [x, integers(target.map { $0.value ?? -1 })])
            return
        }
        give(call, .reshape(allowsZero: false), [x, try sizes(target, in: call)])
    }

    private mutating func pad(_ call: TracedCall) throws {
        let x = try call.value(0)
        let rank = shape(x).count
        let counts = try call.ints(1)
        var sizes = [Int](repeating: 0, count: 2 * rank)
        for index in 0..<counts.count / 2 {
            let axis = rank - 1 - index
            (sizes[axis], sizes[axis + rank]) = (counts[2 * index], counts[2 * index + 1])
        }
        let value = try scalar(call.double(2, default: 0), like: x)
        give(call, .pad(.constant), [x, integers(sizes), value])
    }

    /// Every slice several times, one copy after the other: a new axis, repeated and joined.
    private mutating func repeatInterleave(_ call: TracedCall) throws {
        let x = try call.value(0)
        let (count, axis) = (try call.int(1), axis(try call.int(2), of: x))
        var repeats = [Int](repeating: 1, count: shape(x).count + 1)
        repeats[axis + 1] = count
        let spread = add(.tile, [add(.unsqueeze(axes: [axis + 1]), [x]), integers(repeats)])
        give(
            call, .reshape(allowsZero: false),
            [spread, try sizes(shape(call.results[0]), in: call)])
    }

    private mutating func reduce(_ function: ReduceOperator, _ call: TracedCall) throws {
        let axes = try call.ints(1)
        give(
            call,
            .reduce(function, axes: axes.isEmpty ? nil : axes, keepsAxes: call.bool(2)),
            [try call.value(0)])
    }

    private mutating func fill(
        _ call: TracedCall, with number: Double, sizes: [Dimension]
    ) throws {
        let type = type(call.results[0])
        let value =
            type.isFloatingPoint
            ? try TensorData(type, numbers: [number], shape: [1])
            : try TensorData(type, integers: [Int(number)], shape: [1])
        give(call, .constantOfShape(value: value), [try self.sizes(sizes, in: call)])
    }
}

extension TracedCall {
    /// A size that may be missing.
    fileprivate func optionalSize(_ position: Int) throws -> Dimension? {
        sizes(position)?.first
    }
}
