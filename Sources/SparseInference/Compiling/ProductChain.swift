import Graphs
import InferenceKernels

/// What follows a product and is computed in its last store: a bias, then a residual, then an
/// activation that clamps.
struct ProductChain {
    /// What is added to each output, one number for each.
    private(set) var bias: [Float]?
    /// The value that is added.
    private(set) var residual: String?
    /// Between what the results are clamped.
    private(set) var bounds = Bounds.none
    /// The value that the chain ends with.
    private(set) var output: String
    /// The nodes that need not be computed any more.
    private(set) var nodes: [Int] = []
    /// The operators that are computed.
    private(set) var operators: [String]

    /// Where the biases of a value stand.
    enum BiasAxis {
        case second
        case last
    }

    /// Follows a chain as far as nothing else uses its values.
    ///
    /// - Parameters:
    ///   - index: The node of the product.
    ///   - facts: What is known of the graph.
    ///   - bias: The bias that the product has itself.
    ///   - biasAxis: Where a bias that is added must stand; nil where none can be taken.
    ///   - isKnown: Whether a value is computed before the product.
    init(
        from index: Int, _ facts: GraphFacts, bias: [Float]?, biasAxis: BiasAxis?,
        isKnown: (String) -> Bool
    ) {
        let node = facts.graph.nodes[index]
        self.bias = bias
        output = node.outputs[0]
        operators = [node.operation.name]
        while let next = facts.onlyUser(of: output) {
            guard take(facts.graph.nodes[next], facts, biasAxis, isKnown) else { return }
            output = facts.graph.nodes[next].outputs[0]
            nodes.append(next)
            operators.append(facts.graph.nodes[next].operation.name)
            if bounds != .none { return }
        }
    }

    /// Takes a node into the chain, if that is possible.
    private mutating func take(
        _ node: Node, _ facts: GraphFacts, _ biasAxis: BiasAxis?, _ isKnown: (String) -> Bool
    ) -> Bool {
        if let bounds = node.operation.bounds {
            self.bounds = bounds
            return true
        }
        guard node.operation == .binary(.add) || node.operation == .variadic(.sum),
            node.inputs.count == 2, residual == nil,
            let other = node.inputs.compactMap({ $0 }).first(where: { $0 != output })
        else { return false }
        if let weight = facts.graph.weights[other] {
            guard bias == nil, let biasAxis,
                let numbers = facts.biases(weight, of: output, biasAxis)
            else { return false }
            bias = numbers
            return true
        }
        guard facts.types[other] == facts.types[output], isKnown(other) else { return false }
        residual = other
        return true
    }
}

extension Operation {
    /// The bounds of an activation that only clamps.
    var bounds: Bounds? {
        switch self {
        case .unary(.relu): Bounds(lower: 0, upper: .infinity)
        case .clip(let minimum, let maximum):
            Bounds(
                lower: minimum.map { Float($0) } ?? -.infinity,
                upper: maximum.map { Float($0) } ?? .infinity)
        default: nil
        }
    }
}
