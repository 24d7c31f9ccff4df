extension Graph {
    /// The graph with written-out activations as one node each: GELU with erf or tanh, hard-swish
    /// as x · HardSigmoid(x) or x · Clip(x + 3, 0, 6) / 6.
    ///
    /// - Returns: A graph that computes the same, up to the rounding of constants.
    /// - Throws: ``GraphError`` if the graph is not valid.
    public func recognizingActivations() throws(GraphError) -> Graph {
        try replacing { node, matcher throws(GraphError) in
            guard let (operation, x) = matcher.gelu(node) ?? matcher.hardSwish(node) else {
                return nil
            }
            return ([Node(operation, named: node.name, inputs: [x], outputs: node.outputs)], [:])
        }
    }
}

extension GraphMatcher {
    /// Finds ½ · x · (1 + f), in any order of the factors.
    fileprivate func gelu(_ node: Node) -> (Operation, String)? {
        for (left, right) in operands(node, .mul) {
            if isScalar(right, near: 0.5) {
                for (x, sum) in operands(producer(left), .mul) {
                    if let found = normal(sum, of: x) { return (.gelu(found), x) }
                }
            }
            if let x = scaled(left, by: 0.5), let found = normal(right, of: x) {
                return (.gelu(found), x)
            }
            if let sum = scaled(right, by: 0.5), let found = normal(sum, of: left) {
                return (.gelu(found), left)
            }
        }
        return nil
    }

    /// Whether a value is 1 + erf(x / √2), or 1 + tanh(√(2/π) (x + 0.044715 x³)).
    private func normal(_ sum: String, of x: String) -> GeluApproximation? {
        for (function, one) in operands(producer(sum), .add) where isScalar(one, near: 1) {
            guard let inner = producer(function) else { continue }
            if inner.operation == .unary(.erf), scaled(inner.input(0), by: 0.5.squareRoot()) == x {
                return GeluApproximation.none
            }
            if inner.operation == .unary(.tanh),
                let cubic = scaled(inner.input(0), by: 0.797_884_56), isCubic(cubic, of: x)
            {
                return .tanh
            }
        }
        return nil
    }

    private func isCubic(_ value: String, of x: String) -> Bool {
        operands(producer(value), .add).contains { first, second in
            guard first == x, let cube = scaled(second, by: 0.044715) else { return false }
            if operands(producer(cube), .pow).contains(where: {
                $0.0 == x && isScalar($0.1, near: 3)
            }) {
                return true
            }
            return operands(producer(cube), .mul).contains { factor, square in
                factor == x && operands(producer(square), .mul).contains { $0 == (x, x) }
            }
        }
    }

    fileprivate func hardSwish(_ node: Node) -> (Operation, String)? {
        for (x, gate) in operands(node, .mul) where isGate(gate, of: x) {
            return (.unary(.hardSwish), x)
        }
        if let product = scaled(node.outputs.first, by: 1.0 / 6) {
            for (x, clip) in operands(producer(product), .mul) where isClip(clip, of: x) {
                return (.unary(.hardSwish), x)
            }
        }
        return nil
    }

    private func isGate(_ gate: String, of x: String) -> Bool {
        guard let node = producer(gate) else { return false }
        if case .hardSigmoid(let slope, let offset) = node.operation {
            return node.input(0) == x && abs(slope - 1 / 6) < 1e-5 && offset == 0.5
        }
        return scaled(gate, by: 1.0 / 6).map { isClip($0, of: x) } ?? false
    }

    /// Whether a value is Clip(x + 3, 0, 6).
    private func isClip(_ value: String, of x: String) -> Bool {
        guard let clip = producer(value), clip.operation == .clip(minimum: 0, maximum: 6) else {
            return false
        }
        return operands(producer(clip.input(0)), .add).contains {
            $0.0 == x && isScalar($0.1, near: 3)
        }
    }
}
