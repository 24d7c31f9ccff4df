/// A graph of the old size whose sums no longer need the channels that are removed.
struct ConstantFolding {
    /// The nodes, with their positions in the graph where they come from it.
    private(set) var nodes: [(position: Int?, node: Node)]
    private(set) var weights: [String: TensorData]
    /// The axes of all values, new ones too.
    private(set) var tracks: [String: [AxisTrack]]
    /// The types of all values, new ones too.
    private(set) var types: [String: TensorType]
    private let useCounts: [String: Int]
    private let outputs: Set<String>

    init(_ trace: ChannelTrace) {
        nodes = trace.graph.nodes.enumerated().map { ($0, $1) }
        weights = trace.graph.weights
        tracks = trace.tracks
        types = trace.types
        useCounts = trace.graph.uses.mapValues(\.count)
        outputs = Set(trace.graph.outputs)
    }

    /// Adds weights of some channels to those of others.
    mutating func carry(
        _ node: Node, _ view: LinearView, _ transfers: [(from: Int, to: Int, factor: Double)]
    ) throws(GraphError) {
        guard let name = node.input(1), let weight = weights[name] else { return }
        var numbers = weight.numbers
        for (source, target, factor) in transfers {
            for output in 0..<view.width {
                let from = view.place(0, output, source)
                let to = view.place(0, output, target)
                for tap in 0..<view.taps { numbers[to + tap] += factor * numbers[from + tap] }
            }
        }
        weights[name] = try TensorData(weight.elementType, numbers: numbers, shape: weight.shape)
    }

    /// Adds numbers to the outputs of a sum: to its bias, that of the addition behind it, or in an
    /// addition of its own.
    ///
    /// - Parameters:
    ///   - added: A number for each output.
    ///   - position: The node, by its position in the graph.
    ///   - view: Its weights.
    ///   - biases: Its biases, NaN where they are not known.
    /// - Throws: ``GraphError`` if a bias cannot be stored.
    mutating func add(
        _ added: [Double], to position: Int, _ view: LinearView, _ biases: [Double]
    ) throws(GraphError) {
        guard let index = nodes.firstIndex(where: { $0.position == position }) else { return }
        let node = nodes[index].node
        if node.operation == .matMul {
            if try !addToNext(added, index, view) { try insertAddition(added, index, view) }
        } else if biases.contains(where: \.isNaN) || view.biasScale == 0 {
            try insertAddition(added, index, view)
        } else {
            let scale = node.input(2) == nil ? 1 : view.biasScale
            if case .gemm(var attributes) = node.operation, node.input(2) == nil {
                attributes.biasScale = 1
                nodes[index].node.operation = .gemm(attributes)
            }
            let sums = zip(biases, added).map { $0 + $1 / scale }
            let own = node.input(2).flatMap { weights[$0] != nil && useCounts[$0] == 1 ? $0 : nil }
            let name = own ?? freeName(biasName(of: node))
            let isColumn = view.outputAxis == 0
            try define(name, sums, shape: isColumn ? [sums.count, 1] : [sums.count], node, view)
            nodes[index].node.inputs = Array(node.inputs.prefix(2)) + [name]
        }
    }

    /// Adds to a bias that is added to the result of a product, where there is one.
    private mutating func addToNext(
        _ added: [Double], _ index: Int, _ view: LinearView
    ) throws(GraphError) -> Bool {
        let output = nodes[index].node.outputs[0]
        guard useCounts[output] == 1, !outputs.contains(output),
            let rank = types[output]?.shape.count,
            view.outputAxis == rank - 1,
            let next = nodes.first(where: { $0.node.inputs.contains(output) })?.node,
            next.operation == .binary(.add),
            let name = next.inputs.compactMap({ $0 }).first(where: { $0 != output }),
            let bias = weights[name], useCounts[name] == 1, bias.elementCount == added.count,
            bias.shape.last == added.count
        else { return false }
        let sums = zip(bias.numbers, added).map { $0 + $1 }
        weights[name] = try TensorData(bias.elementType, numbers: sums, shape: bias.shape)
        return true
    }

    private mutating func insertAddition(
        _ added: [Double], _ index: Int, _ view: LinearView
    ) throws(GraphError) {
        let node = nodes[index].node
        guard let output = node.outputs.first, let rank = types[output]?.shape.count else { return }
        let (product, bias) = (freeName("\(output).product"), freeName(biasName(of: node)))
        let shape = [added.count] + [Int](repeating: 1, count: rank - 1 - view.outputAxis)
        types[product] = types[output]
        tracks[product] = tracks[output]
        try define(bias, added, shape: shape, node, view)
        nodes[index].node.outputs = [product]
        let addition = Node(
            .binary(.add), named: "\(node.name).bias", inputs: [product, bias], outputs: [output])
        nodes.insert((nil, addition), at: index + 1)
    }

    /// A new bias, or a new value of an old one.
    private mutating func define(
        _ name: String, _ numbers: [Double], shape: [Int], _ node: Node, _ view: LinearView
    ) throws(GraphError) {
        guard let output = node.outputs.first, let type = types[output] else { return }
        let data = try TensorData(type.elementType, numbers: numbers, shape: shape)
        weights[name] = data
        types[name] = data.type
        let track = AxisTrack(elements: tracks[output]?[view.outputAxis].elements)
        tracks[name] = [track] + shape.dropFirst().map { _ in .fixed }
    }

    /// The bias beside a weight: `fc.bias` for `fc.weight`.
    private func biasName(of node: Node) -> String {
        let weight = node.inputs.prefix(2).compactMap { $0 }.last { weights[$0] != nil }
        guard let weight, weight.hasSuffix(".weight") else { return "\(node.name).bias" }
        return weight.dropLast("weight".count) + "bias"
    }

    private func freeName(_ wish: String) -> String {
        var (name, number) = (wish, 1)
        while types[name] != nil {
            name = "\(wish)_\(number)"
            number += 1
        }
        return name
    }
}
