extension Graph: CustomStringConvertible {
    /// The graph as text: inputs, one line a node with the types of its values, outputs, weights.
    public var description: String {
        let types = (try? types()) ?? [:]
        var lines = ["graph '\(name)'"]
        lines += inputs.map { "  input  \($0.name): \($0.type)" }
        lines += nodes.map { node in
            let outputs = node.outputs.map { name in
                types[name].map { "\(name): \($0)" } ?? name
            }
            let inputs = node.inputs.map { $0 ?? "-" }
            return "  \(outputs.joined(separator: ", ")) = "
                + "\(node.operation)(\(inputs.joined(separator: ", ")))"
        }
        lines += outputs.map { "  output \($0)" }
        lines += weights.sorted { $0.key < $1.key }.map { "  weight \($0.key): \($0.value.type)" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Operation: CustomStringConvertible {
    /// The name in ONNX and the attributes, as `Flatten{axis: 1}`.
    public var description: String {
        let attributes = attributes.map { "\($0.name): \($0.text)" }
        return attributes.isEmpty ? name : "\(name){\(attributes.joined(separator: ", "))}"
    }

    private var attributes: [(name: String, text: String)] {
        func text(of value: Any) -> String {
            let mirror = Mirror(reflecting: value)
            guard mirror.displayStyle == .optional else { return "\(value)" }
            return mirror.children.first.map { text(of: $0.value) } ?? "none"
        }
        return Mirror(reflecting: self).children.flatMap { child -> [(String, String)] in
            if child.value is UnaryOperator || child.value is BinaryOperator
                || child.value is VariadicOperator
            {
                return []
            }
            let fields = Mirror(reflecting: child.value)
            guard fields.displayStyle == .struct || fields.displayStyle == .tuple else {
                return [(child.label ?? "value", text(of: child.value))]
            }
            return fields.children.compactMap { field in
                field.value is ReduceOperator
                    ? nil
                    : (
                        field.label.map { $0.hasPrefix(".") ? "value" : $0 } ?? "value",
                        text(of: field.value)
                    )
            }
        }
    }
}
