extension ChannelTrace {
    // MARK: Convolutions

    mutating func convolution(_ node: Node, _ index: Int, _ attributes: Convolution) {
        let weights = tracks(of: node.input(1))
        guard weights.count > 1 else { return }
        finishConvolution(node, index, inputs: weights[1], outputs: weights[0], attributes.groups)
    }

    /// Weights are `[inputs, outputs / groups, kernel…]`: with groups it is the outputs that are
    /// counted in each of them.
    mutating func transposedConvolution(_ node: Node, _ index: Int, _ attributes: Convolution) {
        let (x, weights) = (tracks(of: node.input(0)), tracks(of: node.input(1)))
        guard weights.count > 1, x.count > 1 else { return }
        if attributes.groups == 1 {
            return finishConvolution(node, index, inputs: weights[0], outputs: weights[1], 1)
        }
        let outputCount = shape(node.outputs.first)[1].value ?? 0
        let outputs = AxisTrack(elements: outputCount > 1 ? sets.make(outputCount) : nil)
        unite(x[1], weights[0], in: node)
        block(weights[1], "\(node.label) has it in every group")
        note(.generator, weights[0], order: index)
        uniteGroups([x[1], outputs], attributes.groups, node)
        finish(node, index, outputs)
    }

    private mutating func finishConvolution(
        _ node: Node, _ index: Int, inputs: AxisTrack, outputs: AxisTrack, _ groups: Int
    ) {
        var x = tracks(of: node.input(0))[1]
        note(.generator, outputs, order: index)
        note(.consumer, inputs, order: index)
        if x.repeats {
            block(x, "\(node.label) reads it along an axis of unknown size")
            x = .fixed
        }
        if groups == 1 {
            unite(x, inputs, in: node)
            addSum(node, index, input: 0, axis: 1, other: 1)
        } else {
            grouped(node, index, x, inputs, outputs, groups)
        }
        finish(node, index, outputs)
    }

    /// Defines the result of a convolution, whose spatial axes are not followed.
    private mutating func finish(_ node: Node, _ index: Int, _ outputs: AxisTrack) {
        let x = tracks(of: node.input(0))
        for axis in x.dropFirst(2) + tracks(of: node.input(1)).dropFirst(2) {
            block(axis, "\(node.label) slides along it")
        }
        if let bias = tracks(of: node.input(2)).first {
            unite(outputs, bias, in: node)
            note(.adjuster, bias, order: index)
        }
        define(node.outputs.first, [x[0], outputs] + x.dropFirst(2).map { _ in .fixed })
    }

    /// A convolution in groups loses whole groups, or equally many channels in each of them: those
    /// with the same number in their group.
    private mutating func grouped(
        _ node: Node, _ index: Int, _ x: AxisTrack, _ inputs: AxisTrack, _ outputs: AxisTrack,
        _ groups: Int
    ) {
        let perGroup = (x.elements?.count ?? groups) / groups
        if perGroup == 1 || options[index, default: 0] == 0 {
            block(inputs, "\(node.label) has it in every group")
            uniteGroups([x, outputs], groups, node)
            if perGroup > 1, let elements = outputs.elements ?? x.elements {
                let step = elements.count / groups
                let firsts = (0..<groups).map { elements[$0 * step] }
                choices.append(Choice(node: index, optionCount: 2, elements: firsts))
            }
            return
        }
        for track in [x, outputs] {
            guard let elements = track.elements else { continue }
            let count = elements.count / groups
            for (place, element) in elements.enumerated() {
                sets.unite(elements[place % count], element)
            }
        }
        if let elements = x.elements {
            unite(AxisTrack(elements: Array(elements.prefix(perGroup))), inputs, in: node)
            choices.append(
                Choice(node: index, optionCount: 2, elements: Array(elements.prefix(perGroup))))
        }
        addSum(node, index, input: 0, axis: 1, other: 1)
    }

    /// Unites all channels of each group.
    private mutating func uniteGroups(_ tracks: [AxisTrack], _ groups: Int, _ node: Node) {
        let known = tracks.compactMap(\.elements)
        if known.count < tracks.count {
            for track in tracks {
                block(track, "\(node.label) joins it with positions that cannot be removed")
            }
        }
        for elements in known {
            let (count, other) = (elements.count / groups, known[0].count / groups)
            for (place, element) in elements.enumerated() {
                sets.unite(known[0][place / count * other], element)
            }
        }
    }

    // MARK: Products of matrices

    mutating func gemm(_ node: Node, _ index: Int, _ attributes: Gemm) {
        let (a, b) = (tracks(of: node.input(0)), tracks(of: node.input(1)))
        guard a.count == 2, b.count == 2 else { return }
        let (depth, rows) = attributes.transposesFirst ? (0, 1) : (1, 0)
        let (otherDepth, columns) = attributes.transposesSecond ? (1, 0) : (0, 1)
        contract(node, index, (depth, rows), (otherDepth, columns))
        var result = [a[rows], b[columns]]
        let bias = tracks(of: node.input(2))
        for (offset, track) in bias.reversed().enumerated() where track.elements != nil {
            unite(result[1 - offset], track, in: node)
            note(.adjuster, track, order: index)
        }
        result[0].sources += bias.count == 2 ? bias[0].sources : []
        result[1].sources += bias.last?.sources ?? []
        define(node.outputs.first, result)
    }

    mutating func matMul(_ node: Node, _ index: Int) {
        let (a, b) = (tracks(of: node.input(0)), tracks(of: node.input(1)))
        guard !a.isEmpty, !b.isEmpty else { return }
        let depth = b.count == 1 ? 0 : b.count - 2
        contract(
            node, index, (a.count - 1, a.count > 1 ? a.count - 2 : nil),
            (depth, b.count > 1 ? b.count - 1 : nil))
        let rank = shape(node.outputs.first).count
        var result = broadcast(
            node, index, node.inputs, rank: rank - (a.count > 1 ? 1 : 0) - (b.count > 1 ? 1 : 0),
            dropping: 2, .companion)
        if a.count > 1 { result.append(a[a.count - 2]) }
        if b.count > 1 { result.append(b[b.count - 1]) }
        define(node.outputs.first, result)
    }

    /// Unites the two axes that are summed, and says what weights do on their axes.
    private mutating func contract(
        _ node: Node, _ index: Int, _ first: (depth: Int, kept: Int?),
        _ second: (depth: Int, kept: Int?)
    ) {
        let (a, b) = (tracks(of: node.input(0)), tracks(of: node.input(1)))
        unite(a[first.depth], b[second.depth], in: node)
        if isConstant(node.input(1)), !isConstant(node.input(0)) {
            note(.consumer, b[second.depth], order: index)
            if let kept = second.kept { note(.generator, b[kept], order: index) }
            addSum(node, index, input: 0, axis: first.depth, other: 1)
        } else {
            note(.consumer, a[first.depth], order: index)
            if let kept = first.kept { note(.generator, a[kept], order: index) }
            addSum(node, index, input: 1, axis: second.depth, other: 0)
        }
    }

    private mutating func addSum(_ node: Node, _ index: Int, input: Int, axis: Int, other: Int) {
        let hasWeights = isConstant(node.input(other)) && !isConstant(node.input(input))
        sums.append(
            ChannelSum(
                node: index, input: input, axis: axis, kind: hasWeights ? .weights : .values))
    }
}
