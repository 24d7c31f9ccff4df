/// What the passes that recognise written-out operations ask of a graph.
struct GraphMatcher {
    let graph: Graph
    let types: [String: TensorType]
    private let producers: [String: Int]
    private let useCounts: [String: Int]

    init(_ graph: Graph) throws(GraphError) {
        self.graph = graph
        types = try graph.types()
        producers = graph.producers
        var counts = graph.uses.mapValues(\.count)
        for output in graph.outputs { counts[output, default: 0] += 1 }
        useCounts = counts
    }

    /// The position of the node that defines a value.
    func producerIndex(_ value: String) -> Int? { producers[value] }

    /// The node that defines a value.
    func producer(_ value: String?) -> Node? {
        value.flatMap { producers[$0] }.map { graph.nodes[$0] }
    }

    /// The node that defines a value that nothing else uses.
    func onlyProducer(_ value: String?) -> Node? {
        guard let value, useCounts[value] == 1 else { return nil }
        return producer(value)
    }

    /// How often a value is used, as an output as well.
    func useCount(_ value: String) -> Int { useCounts[value] ?? 0 }

    /// The number in a constant of one element.
    func scalar(_ value: String?) -> Double? {
        guard let value, let data = graph.weights[value], data.elementCount == 1 else { return nil }
        return data.numbers.first
    }

    /// Whether a value is a constant of one element near a number: exporters round it differently.
    func isScalar(_ value: String?, near number: Double) -> Bool {
        scalar(value).map { abs($0 - number) <= 1e-4 * abs(number) } ?? false
    }

    /// The operands of a node of two inputs, both ways round.
    func operands(_ node: Node?, _ function: BinaryOperator) -> [(String, String)] {
        guard let node, node.operation == .binary(function), let a = node.input(0),
            let b = node.input(1)
        else { return [] }
        let isCommutative = function == .add || function == .mul
        return isCommutative ? [(a, b), (b, a)] : [(a, b)]
    }

    /// The input of a product with, or quotient by, a constant that scales it by `factor`.
    func scaled(_ value: String?, by factor: Double) -> String? {
        let node = producer(value)
        if let match = operands(node, .mul).first(where: { isScalar($0.1, near: factor) }) {
            return match.0
        }
        return operands(node, .div).first { isScalar($0.1, near: 1 / factor) }?.0
    }
}

extension Graph {
    /// The graph with each node replaced by what `replacement` finds for it, dead nodes removed.
    ///
    /// Names of the outputs must stay. Nodes that replaced ones were made of go if nothing else
    /// needs them.
    func replacing(
        _ replacement: (Node, GraphMatcher) throws(GraphError) -> (
            nodes: [Node], weights: [String: TensorData]
        )?
    ) throws(GraphError) -> Graph {
        let matcher = try GraphMatcher(self)
        var graph = self
        graph.nodes = []
        for node in nodes {
            guard let found = try replacement(node, matcher) else {
                graph.nodes.append(node)
                continue
            }
            graph.nodes += found.nodes
            graph.weights.merge(found.weights) { _, new in new }
        }
        return graph.removingDeadNodes()
    }
}
