import Graphs

/// What the compiler asks of a graph.
struct GraphFacts {
    let graph: Graph
    let types: [String: TensorType]
    private let uses: [String: [Graph.Use]]
    private let producers: [String: Int]
    private let asked: Set<String>
    /// Weights that are inputs of the graph, as they were laid out before.
    private let laidOut: Set<String>
    /// What softmaxes compute, which nothing else takes.
    private(set) var softmaxes = SoftmaxChains()

    init(_ graph: Graph, laidOut: Set<String> = []) throws(GraphError) {
        self.graph = graph
        self.laidOut = laidOut
        types = try graph.check()
        uses = graph.uses
        producers = graph.producers
        asked = Set(graph.outputs)
        softmaxes = SoftmaxChains(self)
    }

    /// The node that alone uses a value, once, where the value is no output and no softmax computes
    /// the node.
    func onlyUser(of value: String) -> Int? {
        guard !asked.contains(value), let uses = uses[value], uses.count == 1,
            !softmaxes.nodes.contains(uses[0].node)
        else { return nil }
        return uses[0].node
    }

    /// Whether a value is a weight, wherever its numbers are.
    func isWeight(_ name: String) -> Bool { graph.weights[name] != nil || laidOut.contains(name) }

    /// Throws where a value has more elements than memory can have.
    func checkSizes() throws(InferenceError) {
        for type in types.values {
            let count = type.shape.reduce(1.0) { $0 * Double($1.value ?? 1) }
            guard count < 0x1p40 else {
                throw .tooLarge(byteCount: Int(min(4 * count, 0x1p62)))
            }
        }
    }

    /// How often nodes use a value, and whether it is an output.
    func useCount(of value: String) -> (nodes: Int, isOutput: Bool) {
        (uses[value]?.count ?? 0, asked.contains(value))
    }

    /// The node that defines a value that one node alone uses, once, and that is no output.
    func onlyProducer(of value: String) -> Int? {
        guard !asked.contains(value), uses[value]?.count == 1 else { return nil }
        return producers[value]
    }

    /// The matrix of weights that a value is the transpose of.
    func transposedWeight(_ value: String) -> TensorData? {
        guard let index = producers[value],
            graph.nodes[index].operation == .transpose(permutation: [1, 0])
        else { return nil }
        return graph.nodes[index].input(0).flatMap { graph.weights[$0] }
    }

    /// The sizes of a value.
    func shape(_ value: String) -> [Int] { types[value]?.shape.compactMap(\.value) ?? [] }

    /// The numbers of a constant that is added along one axis of a value.
    func biases(
        _ weight: TensorData, of value: String, _ axis: ProductChain.BiasAxis
    ) -> [Float]? {
        let shape = shape(value)
        let wanted = axis == .last ? shape.count - 1 : 1
        guard weight.elementType == .float32, weight.shape.count <= shape.count, wanted >= 0
        else { return nil }
        let padded =
            [Int](repeating: 1, count: shape.count - weight.shape.count) + weight.shape
        let others = padded.indices.filter { $0 != wanted }
        guard padded[wanted] == shape[wanted], others.allSatisfy({ padded[$0] == 1 }) else {
            return nil
        }
        return weight.floats
    }
}
