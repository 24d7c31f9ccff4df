import Graphs

/// Activations that came to ONNX after the opset that is written, in operators that it has.
extension NodeWriter {
    /// Writes ½ · x · (1 + f), which readers find again as a GELU.
    ///
    /// f is erf(x / √2), or with tanh its approximation, tanh(√(2/π) (x + 0.044715 x³)).
    mutating func writeGelu(_ node: Node, _ approximation: GeluApproximation) {
        guard let x = node.input(0) else { return }
        let function: String
        switch approximation {
        case .none:
            let scaled = operation(
                "Mul", node, "scaled", [x, scalar(node, "scale", 0.5.squareRoot())])
            function = operation("Erf", node, "erf", [scaled])
        case .tanh:
            let square = operation("Mul", node, "square", [x, x])
            let cube = operation("Mul", node, "cube", [x, square])
            let part = operation("Mul", node, "part", [cube, scalar(node, "share", 0.044_715)])
            let sum = operation("Add", node, "inner", [x, part])
            // √(2/π)
            let scale = scalar(node, "scale", 0.797_884_560_802_865_4)
            function = operation(
                "Tanh", node, "tanh", [operation("Mul", node, "scaled", [sum, scale])])
        }
        let sum = operation("Add", node, "sum", [function, scalar(node, "one", 1)])
        let product = operation("Mul", node, "product", [x, sum])
        write("Mul", named: node.name, [product, scalar(node, "half", 0.5)], to: node.outputs)
    }

    /// Writes x · tanh(log(1 + exp(x))).
    mutating func writeMish(_ node: Node) {
        guard let x = node.input(0) else { return }
        let logarithm = operation("Softplus", node, "softplus", [x])
        let gate = operation("Tanh", node, "tanh", [logarithm])
        write("Mul", named: node.name, [x, gate], to: node.outputs)
    }

    /// A node for a part of another, with its one output.
    private mutating func operation(
        _ type: String, _ node: Node, _ role: String, _ inputs: [String]
    ) -> String {
        let output = freshName(for: node, role)
        write(type, named: output, inputs, to: [output])
        return output
    }

    private mutating func write(
        _ type: String, named name: String, _ inputs: [String], to outputs: [String]
    ) {
        var message = NodeMessage()
        message.name = name
        message.operatorType = type
        message.inputs = inputs
        message.outputs = outputs
        messages.append(message)
    }

    /// A constant of the type of a node's input.
    private mutating func scalar(_ node: Node, _ role: String, _ value: Double) -> String {
        let type = elementType(of: node.input(0))
        guard let data = try? TensorData(type, numbers: [value], shape: []) else { return "" }
        return constant(node, role, data)
    }
}
