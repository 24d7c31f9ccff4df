import Layers
import Pruning
import Tensors

extension Pruner {
    /// Goes on where `other` stands, as a run does from a checkpoint.
    ///
    /// - Parameters:
    ///   - other: A pruner of a network like this one.
    ///   - network: The network of `other`.
    ///   - copy: The network of this pruner, which gets the weights.
    /// - Throws: An error where the two networks or the two methods are not alike.
    func resume(from other: Pruner, _ network: some Module, into copy: some Module) throws {
        try copy.load(network.stateDictionary())
        targetUnitCounts = other.targetUnitCounts
        try method.restore(
            other.method.state.map { (name: $0.name, tensor: try $0.tensor.clone()) })
    }
}
