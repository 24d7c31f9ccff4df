extension ChannelTrace {
    // MARK: Repeated and filled in

    mutating func expanded(_ node: Node) {
        let (axes, sizes) = (tracks(of: node.input(0)), shape(node.input(0)))
        let result = shape(node.outputs.first)
        define(
            node.outputs.first,
            result.enumerated().map { place, size in
                let axis = place - (result.count - sizes.count)
                if axis >= 0, sizes[axis] != 1 { return axes[axis] }
                let sources = axis >= 0 ? axes[axis].sources : []
                return AxisTrack(elements: filler(size).elements, sources: sources)
            })
    }

    /// An axis whose positions all have the same, so that any may go.
    private mutating func filler(_ size: Dimension) -> AxisTrack {
        guard let size = size.value, size > 1, size <= 1 << 16 else { return .fixed }
        return AxisTrack(elements: sets.make(size, areVirtual: true))
    }

    mutating func tiled(_ node: Node) {
        let result = shape(node.outputs.first)
        define(
            node.outputs.first,
            zip(tracks(of: node.input(0)), result).map { track, size in
                guard let elements = track.elements, let size = size.value else {
                    block(track, "\(node.label) repeats it")
                    return AxisTrack(elements: nil, sources: track.sources)
                }
                return AxisTrack(
                    elements: (0..<size).map { elements[$0 % elements.count] },
                    sources: track.sources)
            })
    }

    mutating func filled(_ node: Node) {
        define(node.outputs.first, shape(node.outputs.first).map { filler($0) })
    }

    mutating func padded(_ node: Node, _ mode: PadMode) {
        let sizes = shape(node.input(0))
        let paddings = PadSizes(node, integers, rank: sizes.count)
        define(
            node.outputs.first,
            tracks(of: node.input(0)).enumerated().map { axis, track in
                guard let elements = track.elements else { return track }
                let padding = paddings?.sizes[axis]
                if let padding, padding == (0, 0) { return track }
                guard let padding, mode == .constant else {
                    block(track, "\(node.label) pads it")
                    return .fixed
                }
                let before = sets.make(max(0, padding.before), areVirtual: true)
                let after = sets.make(max(0, padding.after), areVirtual: true)
                let kept = elements.dropFirst(max(0, -padding.before))
                    .dropLast(max(0, -padding.after))
                return AxisTrack(elements: before + kept + after)
            })
    }

    mutating func resized(_ node: Node) {
        define(
            node.outputs.first,
            zip(tracks(of: node.input(0)), zip(shape(node.input(0)), shape(node.outputs.first)))
                .map { track, sizes in
                    if sizes.0 == sizes.1 { return track }
                    block(track, "\(node.label) resizes it")
                    return .fixed
                })
    }

    // MARK: Channels and space

    mutating func depthToSpace(_ node: Node, _ block: Int, _ columnRowDepth: Bool) {
        var axes = tracks(of: node.input(0))
        if let elements = axes[1].elements {
            let area = block * block
            let depth = elements.count / area
            func target(_ channel: Int) -> Int {
                columnRowDepth ? channel / area : channel % depth
            }
            var firsts = [Int?](repeating: nil, count: depth)
            for (channel, element) in elements.enumerated() {
                if let first = firsts[target(channel)] {
                    sets.unite(first, element)
                } else {
                    firsts[target(channel)] = element
                }
            }
            axes[1].elements = firsts.compactMap { $0 }
        }
        finishBlocks(node, axes)
    }

    mutating func spaceToDepth(_ node: Node) {
        var axes = tracks(of: node.input(0))
        if let elements = axes[1].elements, let count = shape(node.outputs.first)[1].value {
            axes[1].elements = (0..<count).map { elements[$0 % elements.count] }
        }
        finishBlocks(node, axes)
    }

    private mutating func finishBlocks(_ node: Node, _ axes: [AxisTrack]) {
        for axis in axes.dropFirst(2) { block(axis, "\(node.label) mixes its positions") }
        define(node.outputs.first, axes.prefix(2) + axes.dropFirst(2).map { _ in .fixed })
    }
}

/// How much a `Pad` adds to each axis.
struct PadSizes {
    private(set) var sizes: [(before: Int, after: Int)]

    /// Reads the paddings; nil where they are not known.
    init?(_ node: Node, _ integers: [String: [Dimension]], rank: Int) {
        func values(_ position: Int) -> [Int]? {
            guard let known = node.input(position).flatMap({ integers[$0] }) else { return nil }
            let values = known.compactMap(\.value)
            return values.count == known.count ? values : nil
        }
        guard let paddings = values(1) else { return nil }
        guard let axes = node.input(3) == nil ? Array(0..<rank) : values(3),
            paddings.count == 2 * axes.count
        else { return nil }
        sizes = Array(repeating: (0, 0), count: rank)
        for (entry, axis) in axes.enumerated() {
            sizes[axis < 0 ? axis + rank : axis] = (paddings[entry], paddings[entry + axes.count])
        }
    }
}
