import Graphs
import Layers

/// A batch norm with the addition and the ReLU that alone use what it gives: they are computed at once.
struct NormChain {
    /// The positions of the nodes, that of the batch norm first.
    private(set) var nodes: [Int]
    /// What is added; `nil` for nothing.
    private(set) var residual: String?
    /// What is applied in the end.
    private(set) var activation = BatchNorm2D.Activation.identity

    private init(norm: Int) { nodes = [norm] }

    /// Finds the chains of more than one node; a node is in one of them.
    ///
    /// - Parameters:
    ///   - graph: The graph.
    ///   - norms: The positions of the batch norms.
    ///   - taken: The positions of nodes that are not free for it.
    ///   - asked: The values that are needed in the end.
    /// - Returns: The chains in the order of their batch norms.
    static func all(
        in graph: Graph, of norms: some Collection<Int>, besides taken: Set<Int>, asked: [String]
    ) -> [NormChain] {
        let (uses, asked) = (graph.uses, Set(asked))
        var taken = taken
        return norms.sorted().compactMap { norm in
            var chain = NormChain(norm: norm)
            while let value = chain.output(in: graph), !asked.contains(value),
                let users = uses[value], users.count == 1, !taken.contains(users[0].node),
                chain.append(users[0], in: graph)
            {}
            guard chain.nodes.count > 1 else { return nil }
            taken.formUnion(chain.nodes)
            return chain
        }
    }

    /// The value that the last node gives.
    func output(in graph: Graph) -> String? {
        nodes.last.flatMap { graph.nodes[$0].outputs.first }
    }

    /// Adds what uses the output, where a batch norm computes it; says whether it has.
    private mutating func append(_ use: Graph.Use, in graph: Graph) -> Bool {
        guard activation == .identity else { return false }
        let node = graph.nodes[use.node]
        switch node.operation {
        case .unary(.relu): activation = .relu
        case .clip(minimum: 0, maximum: 6): activation = .relu6
        case .binary(.add):
            guard residual == nil, let other = node.input(1 - use.input),
                graph.weights[other] == nil
            else { return false }
            residual = other
        default: return false
        }
        nodes.append(use.node)
        return true
    }
}
