import Graphs

extension Graph {
    /// The graph with operations that an opset does not have written out with those that it has: GELU,
    /// hard-swish, mish, layer norm, and the shape of some axes.
    ///
    /// - Parameters:
    ///   - opset: The version of the operators, at least 13.
    ///   - types: The types of the values of this graph.
    /// - Returns: A graph that computes the same, up to rounding; the outputs keep their names.
    /// - Throws: `GraphError` if a constant cannot be made.
    func writtenOut(for opset: Int, types: [String: TensorType]) throws -> Graph {
        var graph = self
        graph.nodes = []
        for node in nodes {
            var writer = OperationWriter(
                node: node, type: node.input(0).flatMap { types[$0] },
                taken: Set(graph.weights.keys).union(types.keys))
            switch node.operation {
            case .gelu(let form) where opset < 20: try writer.gelu(form)
            case .unary(.mish) where opset < 18: writer.mish()
            case .unary(.hardSwish) where opset < 14: writer.hardSwish()
            case .layerNormalization(let axis, let epsilon) where opset < 17:
                try writer.layerNormalization(axis: axis, epsilon: epsilon)
            case .shape(let start, let end) where opset < 15 && (start != 0 || end != nil):
                writer.shape(start: start, end: end)
            default: graph.nodes.append(node)
            }
            graph.nodes += writer.nodes
            graph.weights.merge(writer.constants) { first, _ in first }
        }
        return graph
    }
}

/// Writes one operation as several.
private struct OperationWriter {
    let node: Node
    /// The type of the first input.
    let type: TensorType?
    var taken: Set<String>
    private(set) var nodes: [Node] = []
    private(set) var constants: [String: TensorData] = [:]

    init(node: Node, type: TensorType?, taken: Set<String>) {
        (self.node, self.type, self.taken) = (node, type, taken)
    }

    private mutating func free(_ role: String) -> String {
        var name = "\(node.outputs.first ?? node.name).\(role)"
        while !taken.insert(name).inserted { name += "_" }
        return name
    }

    /// Adds a node; the last one gives the result of the node that is written out.
    private mutating func add(
        _ operation: Operation, _ inputs: [String?], isLast: Bool = false
    ) -> String {
        let output = isLast ? node.outputs[0] : free(operation.name.lowercased())
        nodes.append(
            Node(
                operation, named: isLast ? node.name : "\(node.name).\(nodes.count)",
                inputs: inputs, outputs: [output]))
        return output
    }

    /// Adds a number of the type of the input.
    private mutating func number(_ value: Double, _ role: String) throws -> String {
        let name = free(role)
        constants[name] = try TensorData(
            type?.elementType ?? .float32, numbers: [value], shape: [])
        return name
    }

    /// ½x·(1 + erf(x/√2)), or ½x·(1 + tanh(√(2/π)·(x + 0.044715x³))).
    mutating func gelu(_ form: GeluApproximation) throws {
        let x = node.input(0)
        let inner: String
        switch form {
        case .none:
            let scaled = add(
                .binary(.mul), [x, try number(0.5.squareRoot(), "root of one half")])
            inner = add(.unary(.erf), [scaled])
        case .tanh:
            let cube = add(.binary(.mul), [add(.binary(.mul), [x, x]), x])
            let bent = add(.binary(.mul), [cube, try number(0.044715, "cubic share")])
            let sum = add(.binary(.add), [x, bent])
            let scaled = add(
                .binary(.mul), [sum, try number((2 / Double.pi).squareRoot(), "root of 2/π")])
            inner = add(.unary(.tanh), [scaled])
        }
        let gate = add(.binary(.add), [inner, try number(1, "one")])
        let product = add(.binary(.mul), [x, gate])
        _ = add(.binary(.mul), [product, try number(0.5, "half")], isLast: true)
    }

    /// x·tanh(log(1 + eˣ)).
    mutating func mish() {
        let gate = add(.unary(.tanh), [add(.unary(.softplus), [node.input(0)])])
        _ = add(.binary(.mul), [node.input(0), gate], isLast: true)
    }

    /// x·clip(x/6 + ½, 0, 1).
    mutating func hardSwish() {
        let gate = add(.hardSigmoid(slope: 1 / 6, offset: 0.5), [node.input(0)])
        _ = add(.binary(.mul), [node.input(0), gate], isLast: true)
    }

    /// (x − mean) / √(variance + ε) · scale + shift.
    mutating func layerNormalization(axis: Int, epsilon: Float) throws {
        let rank = type?.shape.count ?? 0
        let axes = Array((axis < 0 ? axis + rank : axis)..<max(rank, 0))
        let mean = add(.reduce(.mean, axes: axes, keepsAxes: true), [node.input(0)])
        let centred = add(.binary(.sub), [node.input(0), mean])
        let squares = add(.binary(.mul), [centred, centred])
        let variance = add(.reduce(.mean, axes: axes, keepsAxes: true), [squares])
        let safe = add(.binary(.add), [variance, try number(Double(epsilon), "epsilon")])
        let normal = add(.binary(.div), [centred, add(.unary(.sqrt), [safe])])
        guard let shift = node.input(2) else {
            _ = add(.binary(.mul), [normal, node.input(1)], isLast: true)
            return
        }
        let scaled = add(.binary(.mul), [normal, node.input(1)])
        _ = add(.binary(.add), [scaled, shift], isLast: true)
    }

    /// A slice of the whole shape.
    mutating func shape(start: Int, end: Int?) {
        let whole = add(.shape(start: 0, end: nil), [node.input(0)])
        let bounds = [free("start"), free("end")]
        constants[bounds[0]] = TensorData(integers: [start])
        constants[bounds[1]] = TensorData(integers: [end ?? .max])
        _ = add(.slice, [whole] + bounds, isLast: true)
    }
}
