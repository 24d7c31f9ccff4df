/// On which axis of each value the examples lie, for a graph of a fixed number of examples.
struct BatchAxes {
    /// The axis, for values in which it is known.
    private(set) var axes: [String: Int] = [:]
    /// Whether a node takes examples from different axes of its inputs, so that each would meet others.
    private(set) var hasConflict = false
    private let types: [String: TensorType]

    /// Follows the first axis of the inputs.
    ///
    /// - Parameters:
    ///   - graph: The graph.
    ///   - types: The types of all its values.
    init(_ graph: Graph, _ types: [String: TensorType]) {
        self.types = types
        for input in graph.inputs { axes[input.name] = 0 }
        for node in graph.nodes {
            let axis = axis(after: node)
            for output in node.outputs { axes[output] = axis }
            if Set(joinedAxes(of: node)).count > 1 { hasConflict = true }
        }
    }

    /// Whether all examples lie one after another in a value.
    func isOutermost(in name: String?) -> Bool { name.flatMap { axes[$0] } == 0 }

    private func rank(_ name: String?) -> Int { name.flatMap { types[$0] }?.shape.count ?? 0 }

    /// The axes of the result of a broadcast on which the examples of its inputs come to lie.
    private func joinedAxes(of node: Node) -> [Int] {
        switch node.operation {
        case .binary, .variadic, .where, .matMul:
            node.inputs.compactMap { name in
                guard let name, let axis = axes[name] else { return nil }
                return axis + rank(node.outputs.first) - rank(name)
            }
        default: []
        }
    }

    private func axis(after node: Node) -> Int? {
        let position = node.inputs.firstIndex { $0.flatMap { axes[$0] } != nil }
        guard let position, let name = node.input(position), let axis = axes[name],
            !node.operation.readsOnlyShapes
        else { return nil }
        let rank = rank(name)
        func counted(_ other: Int, rank: Int) -> Int { other < 0 ? other + rank : other }
        switch node.operation {
        case .transpose(let permutation): return permutation.firstIndex(of: axis)
        case .gather(let other):
            let other = counted(other, rank: rank)
            if position == 1 { return axis + other }
            if other == axis { return nil }
            return other < axis ? axis + self.rank(node.input(1)) - 1 : axis
        case .unsqueeze(let new):
            let resultRank = rank + new.count
            let taken = Set(new.map { counted($0, rank: resultRank) })
            return (0..<resultRank).filter { !taken.contains($0) }.dropFirst(axis).first
        case .squeeze(let given):
            return dropping(given?.map { counted($0, rank: rank) }, axis, name)
        case .reduce(_, let given, let keeps):
            guard let given else { return nil }
            let dropped = given.map { counted($0, rank: rank) }
            if dropped.contains(axis) { return nil }
            return keeps ? axis : dropping(dropped, axis, name)
        case .concat(let other), .split(let other, _), .softmax(let other), .logSoftmax(let other):
            return counted(other, rank: rank) == axis ? nil : axis
        case .flatten(let other): return axis == 0 && counted(other, rank: rank) >= 1 ? 0 : nil
        case .reshape: return axis == 0 ? 0 : nil
        case .gatherND, .scatterND: return nil
        case .shape, .size, .range, .constantOfShape, .depthToSpace, .spaceToDepth:
            return axis == 0 && position == 0 ? 0 : nil
        case .binary, .variadic, .where, .matMul, .expand:
            return axis + self.rank(node.outputs.first) - rank
        default: return position == 0 ? axis : nil
        }
    }

    /// The axis after others of size 1 or reduced ones are gone; all of size 1 where `dropped` is nil.
    private func dropping(_ dropped: [Int]?, _ axis: Int, _ name: String) -> Int? {
        guard let dropped, !dropped.contains(axis) else { return nil }
        return axis - dropped.count { $0 < axis }
    }
}
