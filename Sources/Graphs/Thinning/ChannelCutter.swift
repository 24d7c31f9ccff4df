/// Builds a graph without some channels: cuts the weights and rewrites what says sizes.
///
/// Every node gets the type that it must have after the cut, and what its sizes are calculated from
/// is changed where they come out otherwise.
struct ChannelCutter {
    let trace: ChannelTrace
    private let removed: Set<Int>
    let folding: ConstantFolding
    private var graph: Graph
    var inference: TypeInference
    private let useCounts: [String: Int]
    private var names: Set<String>

    init(_ trace: ChannelTrace, _ removed: Set<Int>, _ folding: ConstantFolding)
        throws(GraphError)
    {
        self.trace = trace
        self.removed = removed
        self.folding = folding
        graph = trace.graph
        graph.nodes = []
        graph.weights = folding.weights
        useCounts = trace.graph.uses.mapValues(\.count)
        names = Set(folding.types.keys)
        for (name, weight) in folding.weights {
            var data = weight
            for (axis, track) in (folding.tracks[name] ?? []).enumerated() {
                if let kept = Self.kept(track, trace, removed) {
                    data = try data.keeping(kept, along: axis)
                }
            }
            graph.weights[name] = data
        }
        inference = try TypeInference(inputs: graph.inputs, weights: graph.weights)
    }

    // MARK: What stays

    /// The positions that stay along an axis, nil where all do.
    private static func kept(
        _ track: AxisTrack, _ trace: ChannelTrace, _ removed: Set<Int>
    ) -> [Int]? {
        guard let elements = track.elements else { return nil }
        // Elements of new values are those of old ones.
        let kept = elements.indices.filter { !removed.contains(trace.roots[elements[$0]]) }
        return kept.count == elements.count ? nil : kept
    }

    /// The positions that stay along an axis of a value, nil where all do.
    func kept(_ name: String?, _ axis: Int) -> [Int]? {
        guard let name, let tracks = folding.tracks[name], tracks.indices.contains(axis) else {
            return nil
        }
        return Self.kept(tracks[axis], trace, removed)
    }

    /// Whether an element stays.
    func stays(_ element: Int) -> Bool { !removed.contains(trace.roots[element]) }

    /// The shape of a value after the cut.
    func wanted(_ name: String?) -> [Dimension] {
        let shape = name.flatMap { folding.types[$0] }?.shape ?? []
        return shape.enumerated().map { axis, size in
            guard let name, let kept = kept(name, axis) else { return size }
            guard let track = folding.tracks[name]?[axis], track.repeats else {
                return .known(kept.count)
            }
            return size / .known(track.elements?.count ?? 1) * .known(kept.count)
        }
    }

    /// Whether anything of a value is cut.
    func isCut(_ name: String?) -> Bool {
        guard let name, let tracks = folding.tracks[name] else { return false }
        return tracks.indices.contains { kept(name, $0) != nil }
    }

    // MARK: Nodes

    /// Adds a node of the old graph.
    ///
    /// - Parameters:
    ///   - node: The node.
    ///   - constants: Of a node that takes a mean over channels, what those are that go.
    /// - Throws: ``GraphError`` if it cannot do without the channels.
    mutating func append(_ node: Node, constants: [Double]) throws(GraphError) {
        let needsChange = node.inputs.contains { isCut($0) } || node.outputs.contains { isCut($0) }
        if !constants.isEmpty {
            try appendAverage(node, constants)
        } else if needsChange {
            try appendChanged(node)
        } else {
            try add(node)
        }
        for output in node.outputs { try check(output, of: node) }
        if case .cast(let elementType) = node.operation, elementType.isFloatingPoint,
            let input = node.input(0), let old = trace.integers[input],
            inference.integers[input] != old
        {
            throw node.problem("it calculates with the number of channels, which changes")
        }
    }

    /// Adds a node of the new graph.
    mutating func add(_ node: Node) throws(GraphError) {
        try inference.infer(node)
        graph.nodes.append(node)
    }

    /// Throws if a value has not the shape that it must have.
    private func check(_ name: String, of node: Node) throws(GraphError) {
        let (found, wanted) = (inference.types[name]?.shape ?? [], wanted(name))
        let fits =
            found.count == wanted.count
            && zip(found, wanted).allSatisfy { $0 == $1 || $0.value == nil || $1.value == nil }
        if !fits {
            throw node.problem(
                "without the channels its result has the shape \(found); \(wanted) is needed")
        }
    }

    /// The graph, checked.
    func finished() throws(GraphError) -> Graph {
        for output in graph.outputs where inference.integers[output] != trace.integers[output] {
            throw .notRemovable(
                coupling: output, problem: "this output of the network tells how many there are")
        }
        let result = graph.removingDeadNodes()
        try result.check()
        return result
    }

    // MARK: Sizes

    /// A value with certain integers: the operand itself where it has them.
    mutating func operand(
        _ name: String, of node: Node, with wanted: [Dimension]
    ) throws(GraphError) -> String {
        let found = inference.integers[name]
        if found == wanted { return name }
        let numbers = wanted.compactMap(\.value)
        let elementType = inference.types[name]?.elementType ?? .int64
        if numbers.count == wanted.count {
            let data = try TensorData(elementType, integers: numbers, shape: [numbers.count])
            return define(name, data, for: node)
        }
        let differences = zip(wanted, found ?? []).map { $0 - $1 }.compactMap(\.value)
        guard differences.count == wanted.count, found?.count == wanted.count else {
            throw node.problem("its sizes are calculated; \(wanted) cannot be written instead")
        }
        let data = try TensorData(elementType, integers: differences, shape: [wanted.count])
        let (added, result) = (define(nil, data, for: node), freeName("\(node.name).shape"))
        try add(Node(.binary(.add), inputs: [name, added], outputs: [result]))
        return result
    }

    /// The weight as it is after the cut; nil where a value is no weight.
    func weight(_ name: String?) -> TensorData? { name.flatMap { graph.weights[$0] } }

    /// Stores numbers in the place of a constant that only one node uses, or beside it.
    mutating func define(
        _ name: String?, _ data: TensorData, for node: Node, as role: String = "sizes"
    ) -> String {
        let isOwn = name.map { graph.weights[$0] != nil && useCounts[$0] == 1 } ?? false
        let name = isOwn ? name ?? "" : freeName("\(node.name).\(role)")
        graph.weights[name] = data
        inference.define(name, data)
        return name
    }

    mutating func freeName(_ wish: String) -> String {
        var (name, number) = (wish, 1)
        while !names.insert(name).inserted {
            name = "\(wish)_\(number)"
            number += 1
        }
        return name
    }
}
