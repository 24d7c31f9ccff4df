extension RemovalPlan {
    /// The smaller graph.
    func apply() throws(GraphError) -> Graph {
        var folding = ConstantFolding(trace)
        for (index, sum) in trace.sums.enumerated() where sum.kind == .weights {
            try fold(index, sum, &folding)
        }
        var cutter = try ChannelCutter(trace, removed, folding)
        for entry in folding.nodes {
            try cutter.append(entry.node, constants: entry.position.flatMap { averaged[$0] } ?? [])
        }
        return try cutter.finished()
    }

    /// For nodes that take a mean over channels, by their positions in the graph, what the channels that
    /// go are.
    private var averaged: [Int: [Double]] {
        var result: [Int: [Double]] = [:]
        for (index, sum) in trace.sums.enumerated() where sum.kind == .mean {
            let node = trace.graph.nodes[sum.node]
            let elements = trace.tracks(of: node.input(sum.input))[sum.axis].elements ?? []
            result[sum.node] = elements.indices.filter {
                removed.contains(trace.roots[elements[$0]])
            }
            .map { verdicts.constants[index][$0] }
        }
        return result
    }

    /// Moves what removed channels send into one sum to its biases, or to the channels that carry
    /// them.
    private func fold(_ index: Int, _ sum: ChannelSum, _ folding: inout ConstantFolding)
        throws(GraphError)
    {
        let node = trace.graph.nodes[sum.node]
        let elements = trace.tracks(of: node.input(sum.input))[sum.axis].elements ?? []
        let gone = elements.indices.filter {
            removed.contains(trace.roots[elements[$0]]) && verdicts.constant(index, $0) != 0
        }
        guard !gone.isEmpty,
            let view = try LinearView(
                node, trace.types,
                { name throws(GraphError) in try verdicts.known.constant(name) })
        else { return }
        if view.hasBorders {
            try folding.carry(node, view, transfers(index, elements, gone))
        } else {
            var added = [Double](repeating: 0, count: view.groups * view.width)
            for position in gone {
                let (group, channel) = (position / view.depth, position % view.depth)
                for output in 0..<view.width {
                    added[group * view.width + output] +=
                        verdicts.constants[index][position] * view.weight(group, output, channel)
                }
            }
            let biases = try verdicts.known.biases(node, view, added.count)
            try folding.add(added, to: sum.node, view, biases)
        }
    }

    /// From which position to which one constants go, and by which factor weights are multiplied.
    private func transfers(
        _ sum: Int, _ elements: [Int], _ gone: [Int]
    ) -> [(from: Int, to: Int, factor: Double)] {
        gone.compactMap { position in
            guard let carrier = carriers[trace.roots[elements[position]]] else { return nil }
            let places = verdicts.places[carrier]?.first { $0.sum == sum }?.positions ?? []
            let target = places.max {
                verdicts.constants[sum][$0].magnitude < verdicts.constants[sum][$1].magnitude
            }
            return target.map { target in
                let factor = verdicts.constants[sum][position] / verdicts.constants[sum][target]
                return (position, target, factor)
            }
        }
    }
}
