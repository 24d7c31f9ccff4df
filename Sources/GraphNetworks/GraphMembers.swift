import Graphs
import Layers
import Tensors

/// The parameters and batch norms that a graph is trained with.
struct GraphMembers {
    private(set) var parameters: [String: Parameter] = [:]
    /// The batch norms by the position of their node.
    private(set) var norms: [Int: BatchNorm2D] = [:]
    /// The convolutions behind which a batch norm can be put back, by the position of their node.
    private(set) var convolutions: [Int: GraphConvolution] = [:]
    /// Parameters and batch norms in the order in which the graph uses them.
    private(set) var members: [(name: String, member: ModuleMember)] = []
    /// The weights that are held by the members.
    private(set) var names: Set<String> = []

    /// Makes the members of a graph.
    ///
    /// - Parameters:
    ///   - graph: The graph, as it is computed.
    ///   - held: The weights that are members; `nil` for those that are by their use.
    /// - Throws: `TorchError` if a tensor cannot be made.
    init(_ graph: Graph, holding held: Set<String>?) throws {
        var roles = graph.weightRoles()
        if let held {
            roles = roles.filter { held.contains($0.key) }
            for name in held where roles[name] == nil || roles[name] == .constant {
                roles[name] = .parameter(.other)
            }
        }
        let normalizable = Set(try graph.convolutionsWithFoldedNorm())
        for (index, node) in graph.nodes.enumerated() {
            if normalizable.contains(index), try addConvolution(index, node, graph, roles) {
                continue
            }
            if case .batchNormalization(let epsilon, let momentum, _) = node.operation,
                node.inputs.dropFirst().allSatisfy({ $0.map { roles[$0] != nil } ?? false }),
                try addNorm(index, node, graph, epsilon: epsilon, momentum: momentum)
            {
                continue
            }
            for case let name? in node.inputs {
                guard case .parameter(let kind)? = roles[name], parameters[name] == nil,
                    let weight = graph.weights[name]
                else { continue }
                let parameter = try add(name, weight, kind)
                members.append(("", .module(LoneParameter(name, parameter))))
            }
        }
    }

    private mutating func add(
        _ name: String, _ weight: TensorData, _ kind: Parameter.Kind
    ) throws -> Parameter {
        let parameter = try Parameter(weight.tensor(), kind: kind)
        parameters[name] = parameter
        names.insert(name)
        return parameter
    }

    /// Makes the parameters of a convolution that a batch norm can be put behind.
    private mutating func addConvolution(
        _ index: Int, _ node: Node, _ graph: Graph, _ roles: [String: WeightRole]
    ) throws -> Bool {
        guard let weightName = node.input(1), let biasName = node.input(2),
            case .parameter(let kind)? = roles[weightName],
            case .parameter(let biasKind)? = roles[biasName],
            let weight = graph.weights[weightName], let bias = graph.weights[biasName],
            names.isDisjoint(with: [weightName, biasName])
        else { return false }
        let convolution = GraphConvolution(
            weight: try add(weightName, weight, kind), bias: try add(biasName, bias, biasKind),
            names: (weightName, biasName))
        convolutions[index] = convolution
        members.append(("", .module(convolution)))
        return true
    }

    /// Makes the layer of a batch norm whose four inputs are weights of its own.
    private mutating func addNorm(
        _ index: Int, _ node: Node, _ graph: Graph, epsilon: Float, momentum: Float
    ) throws -> Bool {
        let inputs = node.inputs.dropFirst().compactMap { $0 }
        let weights = inputs.compactMap { graph.weights[$0] }
        guard inputs.count == 4, weights.count == 4, names.isDisjoint(with: inputs) else {
            return false
        }
        // ONNX gives the share of the old statistics, PyTorch that of the new.
        let norm = try BatchNorm2D(
            scale: weights[0].tensor(), shift: weights[1].tensor(), mean: weights[2].tensor(),
            variance: weights[3].tensor(), names: inputs, momentum: 1 - Double(momentum),
            epsilon: Double(epsilon))
        norms[index] = norm
        names.formUnion(inputs)
        members.append(("", .module(norm)))
        return true
    }
}

/// One parameter as a module, so that it keeps its place among batch norms: the own parameters of a
/// module stand before those of its parts.
private final class LoneParameter: Module {
    let members: [(name: String, member: ModuleMember)]

    init(_ name: String, _ parameter: Parameter) { members = [(name, .parameter(parameter))] }
}
