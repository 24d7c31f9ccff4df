import Graphs
import InferenceKernels

extension Compiler {
    /// Adds a comparison of whole numbers.
    mutating func addIntegerComparison(_ node: Node) -> Bool {
        guard case .binary(let function) = node.operation, function.comparesNumbers,
            let first = integers(node.input(0)), let second = integers(node.input(1))
        else { return false }
        let shape = facts.shape(node.outputs[0])
        let output = newView(shape, strides: View.packedStrides(shape))
        add(
            IntegerComparisonStep(
                description(node, "elementwise"), function, first: first, second: second,
                output: output),
            reads: [], writes: [output])
        define(node.outputs[0], output)
        return true
    }

    /// Adds a cast to floats or truth values.
    mutating func addCast(_ node: Node, to elementType: ElementType) -> Bool {
        guard elementType.isKeptAsFloats else { return false }
        if let x = view(node.input(0)) {
            let isTruth = node.input(0).flatMap { facts.types[$0] }?.elementType == .bool
            let keeps = elementType == .float32 || isTruth
            let layer = description(node, "elementwise")
            define(node.outputs[0], keeps ? x : applying(.isNotZero, to: x, layer, node))
            return true
        }
        guard let input = integers(node.input(0)) else { return false }
        let output = newView(input.shape, strides: View.packedStrides(input.shape))
        add(
            IntegerCastStep(
                layer: description(node, "elementwise"), integers: input.slot,
                givesTruthValues: elementType == .bool, output: output),
            reads: [], writes: [output])
        define(node.outputs[0], output)
        return true
    }

    /// The place and the shape of whole numbers.
    private mutating func integers(_ name: String?) -> (slot: Int, shape: [Int])? {
        guard let name, case .tensor(let slot)? = try? value(name), let type = type(name),
            !type.elementType.isFloatingPoint
        else { return nil }
        return (slot, type.shape.compactMap(\.value))
    }

    private func type(_ name: String) -> TensorType? {
        facts.types[name] ?? facts.graph.weights[name]?.type
    }
}

extension BinaryOperator {
    /// Whether it compares two numbers.
    fileprivate var comparesNumbers: Bool {
        switch self {
        case .equal, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }
}
