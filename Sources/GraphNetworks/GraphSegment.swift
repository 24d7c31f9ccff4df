import Graphs

/// Neighbouring steps of a network that are computed anew together in the backward pass.
struct GraphSegment {
    /// The positions of the steps in the schedule.
    let steps: Range<Int>

    /// The values with gradients that there are before.
    let inputs: [String]

    /// The only value with gradients that is needed behind.
    let output: String

    /// Divides a network where a single value with gradients is needed behind, about √n steps at a time: of weights
    /// that are trained, or of inputs of floating-point numbers.
    ///
    /// The last steps are in no segment: nothing is computed between their forward and their backward pass.
    ///
    /// - Parameters:
    ///   - graph: The graph.
    ///   - schedule: Its n steps.
    ///   - parameters: The weights that are trained.
    ///   - norms: The positions of the batch norms that are layers.
    /// - Returns: The segments in order, from the first step on; none where the network has no such places.
    /// - Throws: `GraphError` if the graph is not valid.
    static func all(
        of graph: Graph, _ schedule: GraphSchedule, parameters: Set<String>, norms: Set<Int>
    ) throws -> [GraphSegment] {
        let types = try graph.types()
        func isFloating(_ name: String) -> Bool {
            types[name]?.elementType.isFloatingPoint ?? false
        }
        let length = Int(Double(schedule.steps.count).squareRoot().rounded())
        var (start, inputs) = (0, graph.inputs.map(\.name).filter(isFloating))
        var known = Set(inputs)
        var segments: [GraphSegment] = []
        for (index, step) in schedule.steps.enumerated() {
            let isLearning =
                step.inputs(in: graph).contains { known.contains($0) || parameters.contains($0) }
                || !norms.isDisjoint(with: step.nodes)
            if isLearning { known.formUnion(step.outputs(in: graph).filter(isFloating)) }
            let end = index + 1
            known = known.filter { schedule.isNeeded($0, from: end) }
            guard end - start >= length, end < schedule.steps.count, known.count == 1,
                let output = known.first
            else { continue }
            segments.append(GraphSegment(steps: start..<end, inputs: inputs, output: output))
            (start, inputs) = (end, [output])
        }
        return segments
    }
}

extension GraphSchedule.Step {
    /// The positions of the nodes that are computed.
    fileprivate var nodes: [Int] {
        switch self {
        case .node(let index): [index]
        case .attention(let block): block.nodes
        case .normalization(let chain): chain.nodes
        }
    }
}
