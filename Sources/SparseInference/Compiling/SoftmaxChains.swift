import Graphs
import InferenceKernels

/// The softmaxes of a graph with what leads to them and is computed in the same pass: a mask, and a
/// number that the scores are multiplied by before it, on whichever side of the product that makes
/// them.
///
/// softmax(mask(scale · Q·Kᵀ)) reads Q·Kᵀ once and writes once, where node after node would read and
/// write it two times more.
struct SoftmaxChains {
    /// What leads to a softmax.
    struct Chain {
        /// The value that the softmax reads.
        var scores: String
        /// What it multiplies that by first, above 0.
        var scale: Float = 1
        /// What it does to the scaled scores then.
        var mask: Mask?
        /// The operators that it computes, first to last.
        var operators: [String] = []
    }

    /// A mask of the graph.
    struct Mask {
        /// What is added, or truth values.
        let value: String
        /// Whether truth values are true where scores do not count.
        var isInverted = false
        /// What is done with its numbers, those of truth values being 0 and 1.
        let function: SoftmaxMask.Function
    }

    /// What leads to softmaxes, by the positions of their nodes.
    private(set) var chains: [Int: Chain] = [:]
    /// The nodes that softmaxes compute.
    private(set) var nodes: Set<Int> = []
    /// The nodes before products whose factors softmaxes take up, with the values that they multiply.
    private(set) var moved: [Int: String] = [:]

    /// No softmaxes.
    init() {}

    /// Finds the chains of a graph; they take values that nothing else uses.
    init(_ facts: GraphFacts) {
        for (index, node) in facts.graph.nodes.enumerated() {
            guard case .softmax = node.operation, let input = node.input(0),
                facts.types[input]?.elementType == .float32, !facts.shape(input).contains(0)
            else { continue }
            var chain = Chain(scores: input)
            take(into: &chain, facts)
            if !chain.operators.isEmpty || chain.scale != 1 { chains[index] = chain }
        }
    }

    /// Follows a chain from a softmax back to a product.
    private mutating func take(into chain: inout Chain, _ facts: GraphFacts) {
        if let index = facts.onlyProducer(of: chain.scores),
            let found = facts.mask(facts.graph.nodes[index])
        {
            chain.mask = found.mask
            take(index, found.scores, into: &chain, facts)
        }
        if let index = facts.onlyProducer(of: chain.scores),
            let factor = facts.factor(facts.graph.nodes[index])
        {
            chain.scale *= factor.number
            take(index, factor.value, into: &chain, facts)
        }
        guard let product = facts.computedProduct(chain.scores) else { return }
        for index in product.inputs.compactMap({ $0.flatMap { facts.onlyProducer(of: $0) } }) {
            guard let factor = facts.factor(facts.graph.nodes[index]),
                (chain.scale * factor.number).isNormal
            else { continue }
            chain.scale *= factor.number
            moved[index] = factor.value
        }
    }

    private mutating func take(
        _ index: Int, _ scores: String, into chain: inout Chain, _ facts: GraphFacts
    ) {
        chain.scores = scores
        chain.operators.insert(facts.graph.nodes[index].operation.name, at: 0)
        nodes.insert(index)
    }
}

extension GraphFacts {
    /// The operand of a product with, or quotient by, a constant above 0, which it has the shape of.
    fileprivate func factor(_ node: Node) -> (value: String, number: Float)? {
        let operands = node.inputs.compactMap { $0 }
        guard operands.count == 2 else { return nil }
        switch node.operation {
        case .binary(.mul):
            return factor(operands[0], operands[1], node) ?? factor(operands[1], operands[0], node)
        case .binary(.div):
            guard let divisor = factor(operands[0], operands[1], node) else { return nil }
            return (divisor.value, 1 / divisor.number)
        default: return nil
        }
    }

    private func factor(
        _ value: String, _ constant: String, _ node: Node
    ) -> (value: String, number: Float)? {
        guard let number = number(constant), number.isNormal, (1 / number).isNormal, number > 0,
            types[value] == types[node.outputs[0]]
        else { return nil }
        return (value, number)
    }

    /// The number that all elements of a constant are.
    private func number(_ name: String) -> Float? {
        guard let weight = graph.weights[name], weight.elementType == .float32,
            let number = weight.floats.first, weight.floats.allSatisfy({ $0 == number })
        else { return nil }
        return number
    }

    /// The mask that a node applies, and the scores that it applies it to.
    fileprivate func mask(_ node: Node) -> (scores: String, mask: SoftmaxChains.Mask)? {
        let operands = node.inputs.compactMap { $0 }
        if node.operation == .where, operands.count == 3 {
            for (scores, other, isInverted) in [(1, 2, false), (2, 1, true)] {
                guard types[operands[scores]] == types[node.outputs[0]],
                    let number = number(operands[other])
                else { continue }
                return (
                    operands[scores],
                    SoftmaxChains.Mask(
                        value: operands[0], isInverted: isInverted,
                        function: .replacing(by: number))
                )
            }
        }
        guard node.operation == .binary(.add), operands.count == 2 else { return nil }
        for (scores, mask) in [(operands[0], operands[1]), (operands[1], operands[0])]
        where types[scores] == types[node.outputs[0]] && isScaledProduct(scores) {
            return (scores, SoftmaxChains.Mask(value: mask, function: .added))
        }
        return nil
    }

    /// Whether a value is a product of two calculated matrices, or that with a factor: a sum with
    /// anything else may be the last part of a layer.
    private func isScaledProduct(_ value: String) -> Bool {
        let index = onlyProducer(of: value)
        let inner = index.flatMap { factor(graph.nodes[$0])?.value }
        return index != nil && computedProduct(inner ?? value) != nil
    }

    /// The product of two calculated matrices that a value is, where nothing else uses it.
    fileprivate func computedProduct(_ value: String) -> Node? {
        guard let index = onlyProducer(of: value), graph.nodes[index].operation == .matMul,
            let second = graph.nodes[index].input(1), !isWeight(second),
            transposedWeight(second) == nil
        else { return nil }
        return graph.nodes[index]
    }
}
