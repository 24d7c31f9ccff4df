extension ChannelTrace {
    // MARK: Reshapes

    mutating func reshaped(_ node: Node, _ index: Int) {
        let axes = tracks(of: node.input(0))
        var result: [AxisTrack] = []
        for block in ReshapeBlock.blocks(
            from: shape(node.input(0)), to: shape(node.outputs.first))
        {
            guard let factors = block.factors else {
                for axis in axes[block.inputs] { self.block(axis, "\(node.label) cuts across it") }
                result += block.outputs.map { _ in .fixed }
                continue
            }
            let parts = split(Array(axes[block.inputs]), factors, node, index)
            for range in factors.outputs {
                result.append(merge(parts, factors, range, node, index))
            }
        }
        define(node.outputs.first, result)
    }

    /// The axes of a block as axes of its factors.
    private mutating func split(
        _ axes: [AxisTrack], _ factors: ReshapeFactors, _ node: Node, _ index: Int
    ) -> [AxisTrack] {
        var parts = [AxisTrack](repeating: .fixed, count: factors.sizes.count)
        for (track, range) in zip(axes, factors.inputs) {
            if range.count == 1 {
                parts[range.lowerBound] = track
                continue
            }
            for factor in range {
                parts[factor].sources = track.sources
                parts[factor].origin = index
            }
            guard let elements = track.elements else { continue }
            guard let range = factors.tail(of: range, with: elements.count) else {
                block(track, "\(node.label) cuts across it")
                continue
            }
            let chosen = range.lowerBound + min(options[index, default: 0], range.count - 1)
            let inner = factors.sizes[(chosen + 1)..<range.upperBound].reduce(1) {
                $0 * ($1.value ?? 1)
            }
            let count = factors.sizes[chosen].value ?? 1
            for (position, element) in elements.enumerated() {
                sets.unite(elements[position / inner % count * inner], element)
            }
            let firsts = (0..<count).map { elements[$0 * inner] }
            parts[chosen].elements = firsts
            choices.append(Choice(node: index, optionCount: range.count, elements: firsts))
        }
        return parts
    }

    /// Several factors as one axis: the positions of one of them are followed.
    private mutating func merge(
        _ parts: [AxisTrack], _ factors: ReshapeFactors, _ range: Range<Int>, _ node: Node,
        _ index: Int
    ) -> AxisTrack {
        if range.count == 1 { return parts[range.lowerBound] }
        let sources = range.flatMap { parts[$0].sources }
        let tracked = range.filter { parts[$0].elements != nil }.sorted {
            (rank(parts[$0]), $0) < (rank(parts[$1]), $1)
        }
        guard !tracked.isEmpty else { return AxisTrack(elements: nil, sources: sources) }
        let chosen = tracked[min(options[index, default: 0], tracked.count - 1)]
        for other in tracked where other != chosen {
            block(parts[other], "\(node.label) joins it with another axis")
        }
        let elements = parts[chosen].elements ?? []
        noteShuffle(parts, range.lowerBound..<chosen, parts[chosen])
        if tracked.count > 1 {
            choices.append(Choice(node: index, optionCount: tracked.count, elements: elements))
        }
        // Sizes that are not known only repeat what comes after them.
        let unknown = range.last { factors.sizes[$0].value == nil }
        guard chosen >= unknown ?? chosen else {
            block(parts[chosen], "\(node.label) joins it with an axis of unknown size")
            return AxisTrack(elements: nil, sources: sources)
        }
        func product(_ range: Range<Int>) -> Int {
            range.reduce(1) { $0 * (factors.sizes[$1].value ?? 1) }
        }
        let inner = product(chosen + 1..<range.upperBound)
        let outer = product(
            (unknown.map { $0 + 1 } ?? range.lowerBound)..<max(chosen, (unknown ?? -1) + 1))
        let total = (chosen == unknown ? 1 : outer) * elements.count * inner
        return AxisTrack(
            elements: (0..<total).map { elements[$0 / inner % elements.count] }, sources: sources,
            repeats: unknown != nil)
    }

    /// Notes that axes that were split from one come together again in another order.
    private mutating func noteShuffle(
        _ parts: [AxisTrack], _ before: Range<Int>, _ chosen: AxisTrack
    ) {
        guard let origin = chosen.origin, before.contains(where: { parts[$0].origin == origin })
        else { return }
        for place in choices.indices where choices[place].node == origin {
            choices[place].isShuffled = true
        }
    }

    /// Which axis is rather followed: one that may be removed, and that comes from weights.
    private mutating func rank(_ track: AxisTrack) -> Int {
        guard let first = track.elements?.first else { return 3 }
        if sets.obstacle(of: first) != nil { return 2 }
        return sets.isVirtual(first) ? 1 : 0
    }

    // MARK: Parts and wholes

    mutating func concatenated(_ node: Node, _ order: Int, _ axis: Int) {
        let rank = shape(node.outputs.first).count
        let axis = axis < 0 ? axis + rank : axis
        let makesConstant = node.inputs.allSatisfy(isConstant)
        var result = tracks(of: node.input(0))
        result[axis].elements = nil
        var joined: [Int]? = []
        for (position, name) in node.inputs.enumerated() {
            for (place, track) in tracks(of: name).enumerated() {
                if isConstant(name), !makesConstant { note(.adjuster, track, order: order) }
                if place == axis {
                    let elements = elements(of: track, size: shape(name)[axis], node)
                    joined = elements.map { (joined ?? []) + $0 }
                } else if position > 0 {
                    unite(result[place], track, in: node)
                    result[place].sources += track.sources
                }
            }
        }
        let isKnown = shape(node.outputs.first)[axis].value != nil
        if isKnown, joined?.contains(where: { sets.obstacle(of: $0) == nil }) ?? false {
            result[axis].elements = joined
        } else {
            for name in node.inputs {
                block(
                    tracks(of: name)[axis],
                    "\(node.label) joins it with an axis of unknown size")
            }
        }
        define(node.outputs.first, result)
    }

    /// The elements of a part; where its positions cannot be removed, new ones that say so.
    private mutating func elements(of track: AxisTrack, size: Dimension, _ node: Node) -> [Int]? {
        if let elements = track.elements { return elements }
        guard let size = size.value else { return nil }
        let elements = sets.make(size)
        let reason = "\(node.label) joins it with positions that cannot be removed"
        for element in elements { sets.block(element, reason) }
        return elements
    }

    mutating func split(_ node: Node, _ axis: Int) {
        let axes = tracks(of: node.input(0))
        let axis = axis < 0 ? axis + axes.count : axis
        var start = 0
        for output in node.outputs {
            var part = axes
            if axes[axis].repeats {
                block(axes[axis], "\(node.label) cuts it at places that are calculated")
                part[axis] = .fixed
            } else if let elements = axes[axis].elements {
                let count = shape(output)[axis].value ?? 0
                let end = min(start + count, elements.count)
                part[axis].elements = taken(elements, Array(start..<end), node)
                start = end
            }
            define(output, part)
        }
    }

    /// The elements at positions. A single one must stay: an axis cannot be empty.
    private mutating func taken(_ elements: [Int], _ positions: [Int], _ node: Node) -> [Int] {
        let result = positions.map { elements[$0] }
        if result.count == 1 { sets.block(result[0], "\(node.label) takes a single one of it") }
        return result
    }

    mutating func sliced(_ node: Node) {
        var result = tracks(of: node.input(0))
        let cuts = SliceCuts(node, integers, shape: shape(node.input(0)))
        for axis in result.indices {
            guard let elements = result[axis].elements else { continue }
            if let positions = cuts?.positions[axis] {
                result[axis].elements = taken(elements, positions, node)
            } else if cuts == nil || cuts?.unknown.contains(axis) ?? true {
                block(result[axis], "\(node.label) cuts it at places that are calculated")
                result[axis].elements = nil
            }
        }
        define(node.outputs.first, result)
    }

    mutating func gathered(_ node: Node, _ order: Int, _ axis: Int) {
        let axes = tracks(of: node.input(0))
        let axis = axis < 0 ? axis + axes.count : axis
        let indexShape = shape(node.input(1))
        var picked = tracks(of: node.input(1))
        let positions = positions(node.input(1))
        if indexShape.count <= 1, isConstant(node.input(1)), let positions, !axes[axis].repeats,
            let elements = axes[axis].elements
        {
            let places = positions.map { $0 < 0 ? $0 + elements.count : $0 }
            if places.allSatisfy(elements.indices.contains) {
                let taken = taken(elements, places, node)
                picked = indexShape.isEmpty ? [] : [AxisTrack(elements: taken)]
            }
        } else {
            block(axes[axis], "\(node.label) looks its positions up by number")
        }
        if isConstant(node.input(0)), !isConstant(node.input(1)) {
            for (place, track) in axes.enumerated() where place != axis {
                note(.generator, track, order: order)
            }
        }
        define(node.outputs.first, axes[..<axis] + picked + axes[(axis + 1)...])
    }

    private func positions(_ name: String?) -> [Int]? {
        guard let name else { return nil }
        if let known = integers[name] {
            let values = known.compactMap(\.value)
            return values.count == known.count ? values : nil
        }
        return graph.weights[name].map(\.integers)
    }
}

/// Which positions a slice takes.
struct SliceCuts {
    /// The positions along each axis that is cut and has a known size.
    private(set) var positions: [Int: [Int]] = [:]
    /// The axes that are cut at unknown places.
    private(set) var unknown: Set<Int> = []
    /// Where each axis stands in the list of starts.
    private(set) var entries: [Int: Int] = [:]

    /// Reads a slice; nil where the axes that it cuts are not known.
    init?(_ node: Node, _ integers: [String: [Dimension]], shape: [Dimension]) {
        func values(_ position: Int) -> [Dimension]? {
            node.input(position).flatMap { integers[$0] }
        }
        guard let starts = values(1), let ends = values(2), starts.count == ends.count else {
            return nil
        }
        let axes = node.input(3) == nil ? starts.indices.map { .known($0) } : values(3)
        let steps = node.input(4) == nil ? starts.map { _ in 1 } : values(4)
        guard let axes, let steps, axes.count == starts.count, steps.count == starts.count else {
            return nil
        }
        for (entry, axis) in axes.enumerated() {
            guard var axis = axis.value else { return nil }
            if axis < 0 { axis += shape.count }
            guard shape.indices.contains(axis) else { return nil }
            entries[axis] = entry
            if let size = shape[axis].value, let start = starts[entry].value,
                let end = ends[entry].value, let step = steps[entry].value, step != 0
            {
                let range = SliceRange(size: size, start: start, end: end, step: step)
                positions[axis] = (0..<range.count).map { range.start + $0 * step }
            } else {
                unknown.insert(axis)
            }
        }
    }
}
