import Layers
import Pruning
import Tensors

/// A parameter under a pruner at 90 %, without a layer around it.
final class MaskedLayer: Module {
    let parameter: Parameter
    private var pruner: Pruner?

    init(_ weights: Tensor, method: PDP) throws {
        parameter = try Parameter(weights.clone(), kind: .linear)
        let pruner = try Pruner(
            self, sparsity: 0.9, schedule: OneShot(), allocation: .uniform, method: method)
        try pruner.advance(to: TrainingMoment(epoch: 0))
        self.pruner = pruner
    }
}
