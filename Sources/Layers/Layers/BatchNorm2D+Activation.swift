import Tensors

extension BatchNorm2D {
    /// What follows a batch norm and is computed with it.
    public enum Activation: Sendable {
        /// x.
        case identity

        /// max(0, x).
        case relu

        /// min(max(0, x), 6).
        case relu6

        /// The bounds of the outputs; `nil` for none.
        var bounds: ClosedRange<Float>? {
            switch self {
            case .identity: nil
            case .relu: 0...(.infinity)
            case .relu6: 0...6
            }
        }

        /// Applies the function to each element.
        func callAsFunction(_ input: Tensor) throws -> Tensor {
            switch self {
            case .identity: input
            case .relu: try input.relu()
            case .relu6: try input.relu6()
            }
        }
    }
}

/// A layer that a batch norm before it can be computed with.
protocol NormActivation: Layer {
    /// The function of the layer.
    var activation: BatchNorm2D.Activation { get }
}

extension ReLU: NormActivation {
    var activation: BatchNorm2D.Activation { .relu }
}

extension ReLU6: NormActivation {
    var activation: BatchNorm2D.Activation { .relu6 }
}
