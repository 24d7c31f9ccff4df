import Graphs
import Layers

/// What a weight of a graph is for a network that is trained.
enum WeightRole: Equatable {
    /// It is trained, and pruned by its kind.
    case parameter(Parameter.Kind)
    /// It is a running statistic: saved, but not trained.
    case buffer
    /// It stays as it is.
    case constant
}

extension Graph {
    /// The roles of the weights, from how the nodes use them.
    ///
    /// Weights and biases of convolutions, products, norms and slopes, and tables whose rows are
    /// gathered, are parameters. Numbers that something else computes with are, if they are several
    /// and stand where a bias or a position embedding stands, added or multiplied, under a name that
    /// an exporter has taken from a network and not made up.
    func weightRoles() -> [String: WeightRole] {
        let producers = producers
        var roles: [String: WeightRole] = [:]
        for node in nodes {
            for case (let position, let name?) in node.inputs.enumerated() {
                let direct =
                    node.operation == .transpose(permutation: [1, 0]) ? nil : weights[name]
                let source = direct == nil ? transposedWeight(name, producers) : name
                guard let source, let weight = weights[source] else { continue }
                let role = role(
                    of: source, weight, at: position, of: node, isTransposed: direct == nil)
                if roles[source] == nil || roles[source] == .constant { roles[source] = role }
            }
        }
        return roles
    }

    /// The weight that a value is the transpose of.
    private func transposedWeight(_ name: String, _ producers: [String: Int]) -> String? {
        guard let index = producers[name],
            nodes[index].operation == .transpose(permutation: [1, 0]),
            let source = nodes[index].input(0), weights[source] != nil
        else { return nil }
        return source
    }

    private func role(
        of name: String, _ weight: TensorData, at position: Int, of node: Node, isTransposed: Bool
    ) -> WeightRole {
        guard weight.elementType.isFloatingPoint else { return .constant }
        switch node.operation {
        case .convolution(let attributes):
            return .parameter(position == 1 ? .convolution(groups: attributes.groups) : .bias)
        case .transposedConvolution(let attributes):
            let groups = attributes.convolution.groups
            return .parameter(position == 1 ? .transposedConvolution(groups: groups) : .bias)
        case .gemm(let attributes):
            return switch position {
            case 1: .parameter(attributes.transposesSecond || isTransposed ? .linear : .other)
            case 2: .parameter(.bias)
            default: .constant
            }
        case .matMul:
            guard weight.shape.count >= 2 else { return .parameter(.other) }
            return .parameter(isTransposed && position == 1 ? .linear : .other)
        case .gather where position == 0 && weight.shape.count == 2:
            return .parameter(.embedding)
        case .batchNormalization:
            return position > 2 ? .buffer : .parameter(position == 1 ? .scale : .bias)
        case .layerNormalization, .instanceNormalization:
            return .parameter(position == 1 ? .scale : .bias)
        case .binary(.pRelu): return position == 1 ? .parameter(.other) : .constant
        case .binary(.add), .binary(.sub), .binary(.mul), .variadic(.sum), .concat, .expand, .tile:
            guard weight.elementCount > 1, Self.isNameOfParameter(name) else { return .constant }
            if node.operation == .binary(.mul) { return .parameter(.scale) }
            return .parameter(weight.shape.filter { $0 > 1 }.count > 1 ? .embedding : .bias)
        default:
            return .constant
        }
    }

    /// Whether a name is one that a network gives a parameter, such as `encoder.position`, and not one
    /// that an exporter makes up: `val_12`, `onnx::Add_7`, `/block/Constant_output_0`.
    static func isNameOfParameter(_ name: String) -> Bool {
        !name.hasPrefix("/") && !name.contains("::") && !name.contains("Constant")
            && name.wholeMatch(of: /(val|const|node|_to_copy)?_?[0-9]+/) == nil
    }
}
