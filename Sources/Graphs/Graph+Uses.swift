extension Graph {
    /// Which node uses a value, and as which of its inputs.
    public struct Use: Hashable, Sendable {
        /// The position in ``Graph/nodes``.
        public let node: Int
        /// The position in ``Node/inputs``.
        public let input: Int
    }

    /// The nodes that use each value; values that are only outputs are not in it.
    public var uses: [String: [Use]] {
        var uses: [String: [Use]] = [:]
        for (index, node) in nodes.enumerated() {
            for case (let position, let name?) in node.inputs.enumerated() {
                uses[name, default: []].append(Use(node: index, input: position))
            }
        }
        return uses
    }

    /// The position in ``nodes`` of the node that defines each value.
    public var producers: [String: Int] {
        var producers: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            for output in node.outputs { producers[output] = index }
        }
        return producers
    }

    /// A name that no value has yet, `wish` if it is free.
    func freeName(_ wish: String) -> String {
        let taken = Set(inputs.map(\.name)).union(weights.keys).union(nodes.flatMap(\.outputs))
        var name = wish
        var number = 1
        while taken.contains(name) {
            name = "\(wish)_\(number)"
            number += 1
        }
        return name
    }
}
