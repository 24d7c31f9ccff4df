/// Attention that is written out in a graph: softmax(scale · Q·Kᵀ + mask) · V.
///
/// Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762, equation 1.
public struct AttentionBlock: Hashable, Sendable {
    /// What keeps queries from positions.
    public enum Mask: Hashable, Sendable {
        /// Numbers that are added before the softmax.
        case added(String)
        /// Truth values, false where a query must not look.
        case allowed(String)

        /// The value of the graph.
        public var value: String {
            switch self {
            case .added(let value), .allowed(let value): value
            }
        }
    }

    /// Q, `[…, length, width]`, not scaled.
    public let queries: String
    /// Kᵀ, `[…, width, positions]`, not scaled.
    public let transposedKeys: String
    /// V, `[…, positions, width′]`.
    public let values: String
    /// What Q·Kᵀ is multiplied by, on whichever side of the product the graph does so.
    public let scale: Double
    /// What is hidden; `nil` where every query sees every position.
    public let mask: Mask?
    /// The probability with which a position is left out while training.
    public let dropout: Float
    /// The result, `[…, length, width′]`.
    public let output: String
    /// The nodes it is made of, by their positions; the last one defines ``output``, and nothing else
    /// uses the results of the others.
    public let nodes: [Int]
}

extension Graph {
    /// Finds attention that exporters write out, in any of their forms: scaled before or after the
    /// product or on both of its sides, with or without a mask, and with rows of nothing but hidden
    /// positions set to zero by `IsNaN` and `Where`.
    ///
    /// - Returns: The blocks in order; names are those of the graph, which should be
    ///   ``simplified()`` before.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func attentionBlocks() throws(GraphError) -> [AttentionBlock] {
        let matcher = try GraphMatcher(self)
        return nodes.indices.compactMap { index in
            nodes[index].operation == .matMul ? AttentionFinder(matcher, at: index)?.block : nil
        }
    }
}

/// Goes from a product with values back to queries and keys.
private struct AttentionFinder {
    private let matcher: GraphMatcher
    private var nodes: [Int]
    private var scale = 1.0
    private var mask: AttentionBlock.Mask?
    private var dropout: Float = 0
    private(set) var block: AttentionBlock?

    init?(_ matcher: GraphMatcher, at index: Int) {
        self.matcher = matcher
        nodes = [index]
        let node = matcher.graph.nodes[index]
        guard let values = node.input(1), let output = node.outputs.first,
            let shares = undropped(node.input(0)), let scores = softmaxInput(shares),
            let product = unmasked(scores),
            let factors = operands(of: product)
        else { return nil }
        block = AttentionBlock(
            queries: factors.queries, transposedKeys: factors.keys, values: values, scale: scale,
            mask: mask, dropout: dropout, output: output, nodes: nodes.sorted())
    }

    /// The node that defines a value that nothing but `useCount` inputs of this block uses.
    private mutating func take(_ value: String?, useCount: Int = 1) -> Node? {
        guard let value, matcher.useCount(value) == useCount,
            let index = matcher.producerIndex(value)
        else { return nil }
        nodes.append(index)
        return matcher.graph.nodes[index]
    }

    /// What a value is when nothing is left out.
    private mutating func undropped(_ value: String?) -> String? {
        guard let value, case .dropout(let ratio)? = matcher.onlyProducer(value)?.operation,
            let node = take(value)
        else { return value }
        dropout = ratio
        return node.input(0)
    }

    /// What the softmax is of that a value comes from, directly or without its undefined rows.
    private mutating func softmaxInput(_ value: String?) -> String? {
        guard let node = take(value) else { return nil }
        if case .softmax(let axis) = node.operation {
            return isLast(axis, node) ? node.input(0) : nil
        }
        guard node.operation == .where, matcher.isScalar(node.input(1), near: 0),
            let shares = node.input(2), let test = take(node.input(0)),
            test.operation == .unary(.isNaN), test.input(0) == shares,
            let softmax = take(shares, useCount: 2), case .softmax(let axis) = softmax.operation
        else { return nil }
        return isLast(axis, softmax) ? softmax.input(0) : nil
    }

    private func isLast(_ axis: Int, _ node: Node) -> Bool {
        let rank = node.input(0).flatMap { matcher.types[$0] }?.shape.count
        return axis == -1 || rank == axis + 1
    }

    /// The scaled product before the mask, and the node that makes it.
    private mutating func unmasked(_ scores: String) -> Node? {
        guard var node = take(scores) else { return nil }
        if node.operation == .where, matcher.scalar(node.input(2)) == -.infinity,
            let allowed = node.input(0)
        {
            mask = .allowed(allowed)
            guard let masked = take(node.input(1)) else { return nil }
            node = masked
        } else if node.operation == .binary(.add) {
            guard let added = addedMask(node) else { return nil }
            mask = .added(added.mask)
            guard let masked = take(added.scores) else { return nil }
            node = masked
        }
        if let factor = factor(of: node) {
            guard let scaled = take(factor.value) else { return nil }
            scale *= factor.number
            node = scaled
        }
        return node.operation == .matMul ? node : nil
    }

    /// Which operand of a sum is made by a product.
    private func addedMask(_ node: Node) -> (scores: String, mask: String)? {
        matcher.operands(node, .add).first { scores, _ in
            guard let maker = matcher.onlyProducer(scores) else { return false }
            if maker.operation == .matMul { return true }
            let inner = factor(of: maker)?.value
            return matcher.onlyProducer(inner)?.operation == .matMul
        }.map { (scores: $0.0, mask: $0.1) }
    }

    /// The operand of a product with a number, or a quotient by one.
    private func factor(of node: Node?) -> (value: String, number: Double)? {
        for (value, number) in matcher.operands(node, .mul) {
            if let number = matcher.scalar(number) { return (value, number) }
        }
        for (value, number) in matcher.operands(node, .div) {
            if let number = matcher.scalar(number), number != 0 { return (value, 1 / number) }
        }
        return nil
    }

    /// Queries and transposed keys without factors.
    private mutating func operands(of product: Node) -> (queries: String, keys: String)? {
        guard let queries = product.input(0), let keys = product.input(1) else { return nil }
        return (unscaled(queries), unscaled(keys))
    }

    private mutating func unscaled(_ value: String) -> String {
        guard let node = matcher.onlyProducer(value), let factor = factor(of: node),
            take(value) != nil
        else { return value }
        scale *= factor.number
        return factor.value
    }
}
