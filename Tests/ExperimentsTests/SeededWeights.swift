import Datasets
import Layers
import Tensors

extension Module {
    /// Draws all parameters but scales anew, evenly between −bound and bound of each tensor.
    ///
    /// The generator that draws them otherwise belongs to the whole process, and other tests use it
    /// meanwhile.
    func drawParameters(seed: UInt64 = 1, bound: (Tensor) -> Float) throws {
        var random = SeededRandom(seed: seed)
        try withoutGradients {
            for named in namedParameters where named.parameter.kind != .scale {
                let tensor = named.parameter.tensor
                let limit = bound(tensor)
                let values = (0..<tensor.count).map { _ in
                    Float.random(in: -limit...limit, using: &random)
                }
                try tensor.copy(from: Tensor(values, shape: tensor.shape))
            }
        }
    }
}
