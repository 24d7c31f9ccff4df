import Graphs

/// The order in which a network computes its graph: nodes, and at once what several nodes write out.
struct GraphSchedule {
    /// What is computed at once.
    enum Step {
        case node(Int)
        case attention(AttentionBlock)
        case normalization(NormChain)
    }

    /// The steps in order.
    let steps: [Step]
    /// The last step that needs each value; one more than there are for values that are asked for.
    let lastUses: [String: Int]

    /// Makes the schedule.
    ///
    /// - Parameters:
    ///   - graph: The graph.
    ///   - norms: The positions of the batch norms that are layers.
    ///   - asked: The values that are needed in the end.
    /// - Throws: `GraphError` if the graph is not valid.
    init(_ graph: Graph, norms: some Collection<Int>, asked: [String]) throws {
        let types = try graph.types()
        let blocks = try graph.attentionBlocks().filter { $0.isOfHeads(types) }
        let chains = NormChain.all(
            in: graph, of: norms, besides: Set(blocks.flatMap(\.nodes)), asked: asked)
        let whole =
            blocks.map { ($0.nodes, Step.attention($0)) }
            + chains.map { ($0.nodes, Step.normalization($0)) }
        let ends = Dictionary(
            whole.map { ($0.0[$0.0.count - 1], $0.1) }, uniquingKeysWith: { first, _ in first })
        let inner = Set(whole.flatMap { $0.0.dropLast() })
        steps = graph.nodes.indices.filter { !inner.contains($0) }.map { index in
            ends[index] ?? .node(index)
        }
        var uses: [String: Int] = [:]
        for (index, step) in steps.enumerated() {
            for name in step.inputs(in: graph) { uses[name] = index }
        }
        for name in asked { uses[name] = steps.count }
        lastUses = uses
    }

    /// Whether the step at `index` or a later one needs the value `name`, or it is asked for.
    func isNeeded(_ name: String, from index: Int) -> Bool { lastUses[name, default: -1] >= index }
}

extension GraphSchedule.Step {
    /// The values that the step needs.
    func inputs(in graph: Graph) -> [String] {
        switch self {
        case .node(let index): graph.nodes[index].inputs.compactMap { $0 }
        case .attention(let block):
            [block.queries, block.transposedKeys, block.values]
                + (block.mask.map { [$0.value] } ?? [])
        case .normalization(let chain):
            [graph.nodes[chain.nodes[0]].input(0), chain.residual].compactMap { $0 }
        }
    }

    /// The values that the step makes.
    func outputs(in graph: Graph) -> [String] {
        switch self {
        case .node(let index): graph.nodes[index].outputs
        case .attention(let block): [block.output]
        case .normalization(let chain): [chain.output(in: graph)].compactMap { $0 }
        }
    }
}

extension AttentionBlock {
    /// Whether LibTorch's attention takes the block: `[batch, heads, …]` everywhere.
    fileprivate func isOfHeads(_ types: [String: TensorType]) -> Bool {
        let given = [queries, transposedKeys, values].compactMap { types[$0] }
        let shapes = given.map { Array($0.shape.prefix(2)) }
        let maskRank = mask.flatMap { types[$0.value] }?.shape.count ?? 4
        return given.count == 3 && maskRank <= 4
            && given.allSatisfy { $0.elementType == .float32 && $0.shape.count == 4 }
            && shapes.allSatisfy { $0 == shapes[0] }
    }
}
