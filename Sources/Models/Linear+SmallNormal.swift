import Layers
import Tensors

/// The deviation of the weights with which BERT and DeiT start.
let smallDeviation = 0.02

extension Linear {
    /// A layer that starts as those of BERT and DeiT do: with normally distributed weights of
    /// deviation 0.02 and a bias of zeros.
    static func smallNormal(_ inputCount: Int, _ outputCount: Int) throws -> Linear {
        let layer = try Linear(
            inputCount, outputCount, initialization: .normal(deviation: smallDeviation))
        try withoutGradients { try layer.bias?.tensor.fill(0) }
        return layer
    }
}
