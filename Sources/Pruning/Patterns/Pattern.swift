public import Sparsity
public import Tensors

/// What is pruned together, seen as a matrix of magnitudes.
///
/// Names and shapes are those of ``SparsityPattern``. Everything else in this module works on the
/// matrix of magnitudes, `[groups, units]`, and knows nothing of patterns.
public protocol Pattern: SparsityPattern {
    /// The magnitudes of the units of `weight`, `[groups, units]`, differentiable in `weight`.
    func magnitudes(of weight: Tensor) throws -> Tensor

    /// The mask `[groups, units]` in a shape that can be multiplied with weights of `shape`.
    func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor
}
