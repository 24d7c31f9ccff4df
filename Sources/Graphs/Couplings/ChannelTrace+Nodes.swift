extension ChannelTrace {
    /// Follows the axes through one node.
    mutating func visit(_ node: Node, at index: Int) {
        noteSpread(node, index)
        switch node.operation {
        case .convolution(let attributes): convolution(node, index, attributes)
        case .transposedConvolution(let attributes):
            transposedConvolution(node, index, attributes.convolution)
        case .gemm(let attributes): gemm(node, index, attributes)
        case .matMul: matMul(node, index)
        case .unary, .leakyRelu, .elu, .selu, .hardSigmoid, .gelu, .clip, .cast, .identity,
            .dropout:
            define(node.outputs.first, tracks(of: node.input(0)))
        case .binary(let function):
            let use: WeightUse =
                switch function {
                case .add, .sub, .mul: .adjuster
                case .div, .pow, .mod, .pRelu, .equal, .less, .lessOrEqual, .greater,
                    .greaterOrEqual, .and, .or, .xor:
                    .companion
                }
            elementwise(node, index, use)
        case .variadic(let function):
            elementwise(node, index, function == .sum || function == .mean ? .adjuster : .companion)
        case .where: elementwise(node, index, .companion)
        case .batchNormalization: batchNormalization(node, index)
        case .instanceNormalization: instanceNormalization(node, index)
        case .layerNormalization(let axis, _): layerNormalization(node, index, axis)
        case .softmax(let axis), .logSoftmax(let axis): along(axis, node)
        case .lrn: along(1, node)
        case .maxPool, .averagePool, .globalAveragePool, .globalMaxPool: pooled(node)
        case .reduce(let function, let axes, let keepsAxes):
            reduced(node, index, function, axes, keepsAxes)
        case .argMax(let axis, let keepsAxis): reduced(node, index, nil, [axis], keepsAxis)
        case .flatten, .reshape, .squeeze, .unsqueeze: reshaped(node, index)
        case .transpose(let permutation):
            let axes = tracks(of: node.input(0))
            define(node.outputs.first, permutation.map { axes[$0] })
        case .concat(let axis): concatenated(node, index, axis)
        case .split(let axis, _): split(node, axis)
        case .slice: sliced(node)
        case .gather(let axis): gathered(node, index, axis)
        case .expand: expanded(node)
        case .tile: tiled(node)
        case .pad(let mode): padded(node, mode)
        case .resize: resized(node)
        case .depthToSpace(let block, let columnRowDepth):
            depthToSpace(node, block, columnRowDepth)
        case .spaceToDepth: spaceToDepth(node)
        case .constantOfShape: filled(node)
        case .shape, .size:
            define(node.outputs.first, shape(node.outputs.first).map { _ in .fixed })
        case .range, .oneHot, .gatherND, .scatterND:
            for input in node.inputs { block(input, "\(node.label) needs all of it") }
            define(node.outputs.first, shape(node.outputs.first).map { _ in .fixed })
        }
    }

    /// A constant that becomes a value of every example, as a class token does, makes its channels.
    private mutating func noteSpread(_ node: Node, _ index: Int) {
        switch node.operation {
        case .expand, .reshape, .tile, .slice, .pad, .resize: break
        default: return
        }
        guard isConstant(node.input(0)), !isConstant(node.outputs.first) else { return }
        for track in tracks(of: node.input(0)) { note(.adjuster, track, order: index) }
    }

    // MARK: Elementwise

    /// Inputs that are broadcast against each other.
    private mutating func elementwise(_ node: Node, _ order: Int, _ use: WeightUse) {
        let rank = shape(node.outputs.first).count
        define(
            node.outputs.first, broadcast(node, order, node.inputs, rank: rank, dropping: 0, use))
    }

    /// The axes of inputs that are broadcast against each other, for a result with `rank` axes; the
    /// last axes of each input are left out, `dropping` of them.
    mutating func broadcast(
        _ node: Node, _ order: Int, _ inputs: [String?], rank: Int, dropping: Int, _ use: WeightUse
    ) -> [AxisTrack] {
        let makesConstant = inputs.allSatisfy(isConstant)
        var result = [AxisTrack?](repeating: nil, count: rank)
        var sources = [[WeightAxis]](repeating: [], count: rank)
        for (position, name) in inputs.enumerated() {
            let (axes, sizes) = (
                tracks(of: name).dropLast(dropping), shape(name).dropLast(dropping)
            )
            for (axis, (track, size)) in zip(axes, sizes).enumerated() {
                let place = axis + rank - axes.count
                sources[place] += track.sources
                if isConstant(name), !makesConstant {
                    // A constant that is divided is scaled like any other.
                    let isDivided = node.operation == .binary(.div) && position == 0
                    note(isDivided ? .adjuster : use, track, order: order)
                }
                if size == 1 { continue }
                if let other = result[place] {
                    unite(other, track, in: node)
                } else {
                    result[place] = track
                }
            }
        }
        return zip(result, sources).map { ($0 ?? .fixed).with($1) }
    }

    // MARK: Norms

    private mutating func batchNormalization(_ node: Node, _ order: Int) {
        var axes = tracks(of: node.input(0))
        guard axes.count > 1 else { return }
        for position in 1..<5 {
            guard let track = tracks(of: node.input(position)).first else { continue }
            unite(axes[1], track, in: node)
            note(position < 3 ? .adjuster : .companion, track, order: order)
        }
        define(node.outputs.first, axes)
        axes[1].sources = []
        for output in node.outputs.dropFirst() { define(output, [axes[1]]) }
    }

    private mutating func instanceNormalization(_ node: Node, _ order: Int) {
        let axes = tracks(of: node.input(0))
        for position in 1..<3 {
            guard let track = tracks(of: node.input(position)).first else { continue }
            unite(axes[1], track, in: node)
            note(.adjuster, track, order: order)
        }
        for axis in axes.dropFirst(2) { block(axis, "\(node.label) takes the mean over all of it") }
        define(node.outputs.first, axes)
    }

    private mutating func layerNormalization(_ node: Node, _ order: Int, _ axis: Int) {
        let axes = tracks(of: node.input(0))
        let start = axis < 0 ? axis + axes.count : axis
        averaged(node, order, axes, Set(start..<axes.count))
        for position in 1..<node.inputs.count {
            let own = tracks(of: node.input(position))
            for (offset, track) in own.reversed().enumerated() where track.elements != nil {
                unite(axes[axes.count - 1 - offset], track, in: node)
                note(.adjuster, track, order: order)
            }
        }
        define(node.outputs.first, axes)
    }

    // MARK: Over axes

    /// The mean over axes, of which one alone may lose positions.
    private mutating func averaged(
        _ node: Node, _ index: Int, _ axes: [AxisTrack], _ chosen: Set<Int>
    ) {
        if chosen.count == 1, let axis = chosen.first, !axes[axis].repeats {
            guard axes[axis].elements != nil else { return }
            sums.append(ChannelSum(node: index, input: 0, axis: axis, kind: .mean))
            return
        }
        for axis in chosen { block(axes[axis], "\(node.label) takes the mean over all of it") }
    }

    private mutating func along(_ axis: Int, _ node: Node) {
        let axes = tracks(of: node.input(0))
        block(axes[axis < 0 ? axis + axes.count : axis], "\(node.label) is over all of it")
        define(node.outputs.first, axes)
    }

    private mutating func pooled(_ node: Node) {
        let axes = tracks(of: node.input(0))
        for axis in axes.dropFirst(2) { block(axis, "\(node.label) pools along it") }
        define(node.outputs.first, axes.prefix(2) + axes.dropFirst(2).map { _ in .fixed })
    }

    private mutating func reduced(
        _ node: Node, _ index: Int, _ function: ReduceOperator?, _ axes: [Int]?, _ keepsAxes: Bool
    ) {
        let all = tracks(of: node.input(0))
        let chosen = Set((axes ?? Array(all.indices)).map { $0 < 0 ? $0 + all.count : $0 })
        if function == .mean { averaged(node, index, all, chosen) }
        for axis in chosen {
            switch function {
            case .sum, .l1, .l2, .sumOfSquares:
                sums.append(ChannelSum(node: index, input: 0, axis: axis, kind: .nothing))
            case .mean: break
            case .max, .min, .product, .logSumExp, nil:
                block(all[axis], "\(node.label) takes all of it together")
            }
        }
        let rest = all.indices.compactMap { axis -> AxisTrack? in
            chosen.contains(axis) ? (keepsAxes ? .fixed : nil) : all[axis]
        }
        define(node.outputs.first, rest)
    }
}
