import Layers
import Tensors

extension [NamedParameter] {
    /// The values by path, for checkpoints.
    var state: [(name: String, tensor: Tensor)] { map { ($0.path, $0.parameter.tensor) } }

    /// Goes back to the values of a ``state``.
    ///
    /// - Throws: ``PruningError/missingState(name:)`` if one is missing.
    func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        for named in self {
            guard let saved = state.first(where: { $0.name == named.path }) else {
                throw PruningError.missingState(name: named.path)
            }
            try withoutGradients { try named.parameter.tensor.copy(from: saved.tensor) }
        }
    }
}
