import Layers

/// The weight and the bias of a convolution into which a batch norm may have been folded, and the norm
/// where it was put back.
final class GraphConvolution: NormalizableConvolution {
    let weight: Parameter
    let bias: Parameter?
    var norm: (any Layer)?

    private let names: (weight: String, bias: String)

    /// Takes parameters with their names in the graph.
    init(weight: Parameter, bias: Parameter, names: (weight: String, bias: String)) {
        (self.weight, self.bias, self.names) = (weight, bias, names)
    }

    /// Weight and bias by the names of the graph; the norm stands beside the weight.
    var members: [(name: String, member: ModuleMember)] {
        var members: [(name: String, member: ModuleMember)] = [(names.weight, .parameter(weight))]
        if let bias { members.append((names.bias, .parameter(bias))) }
        if let norm { members.append((normName, .module(norm))) }
        return members
    }

    private var normName: String {
        let ending = ".weight"
        let base =
            names.weight.hasSuffix(ending)
            ? String(names.weight.dropLast(ending.count)) : names.weight
        return base + ".norm"
    }
}
