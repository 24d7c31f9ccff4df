import Layers
import Pruning
import Tensors

// "Learning Structured Sparsity in Deep Neural Networks", Wen, Wu, Wang, Chen and Li, NeurIPS 2016, arXiv:1608.03665: a
// penalty draws whole units towards zero while the network trains. Different: the smallest units go at the end, as many as
// the recipe says.
final class Lasso: PruningMethod {
    static let strength = MethodOption(
        "strength", in: 0...10, default: 0.1, "the strength of the penalty")

    let name = "lasso"
    let followsSchedule = false
    private let strength: Double

    init(strength: Double) { self.strength = strength }

    func attach(to layers: [PrunedLayer]) {
        for parameter in layers.flatMap(\.parameters) { parameter.transform = PlainWeight() }
    }

    func penalty(for layers: [PrunedLayer]) throws -> Tensor? {
        let means = try layers.map { try $0.magnitudes().mean() }
        return try means.first.map { first in
            try means.dropFirst().reduce(first) { try $0 + $1 } * strength
        }
    }
}

/// Computes with the weights as they are, until they are hardened.
private final class PlainWeight: WeightTransform {
    func callAsFunction(_ weight: Tensor) -> Tensor { weight }
}

extension MethodDescription {
    static let lasso = MethodDescription(
        "lasso", "a penalty on whole units; the smallest go at the end", options: [Lasso.strength]
    ) { Lasso(strength: $0[Lasso.strength]) }
}
