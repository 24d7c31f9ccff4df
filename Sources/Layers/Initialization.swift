public import Tensors

/// How the weights of a layer start.
public enum Initialization: Sendable {
    /// Uniform in ±1/√fan-in: what PyTorch's layers do by default.
    case uniformFanIn

    /// Normal with deviation √(2/fan-out), fan-out being outputs · kernel size / groups.
    ///
    /// Source: He et al., "Delving Deep into Rectifiers", ICCV 2015, for the backward pass.
    case normalFanOut

    /// Normal with deviation √(2/fan-in).
    ///
    /// Source: He et al., "Delving Deep into Rectifiers", ICCV 2015, for the forward pass.
    case normalFanIn

    /// Normal with a given deviation.
    case normal(deviation: Double)

    /// Makes weights `[outputs, inputs / groups, …]` from LibTorch's seeded generator.
    public func weights(_ shape: [Int], groups: Int = 1) throws -> Tensor {
        let kernelSize = shape.dropFirst(2).reduce(1, *)
        let fanIn = Double(max(shape.dropFirst().reduce(1, *), 1))
        let fanOut = Double(max(shape[0] * kernelSize / groups, 1))
        let weights = try Tensor.zeros(shape)
        switch self {
        case .uniformFanIn:
            let bound = 1 / fanIn.squareRoot()
            try weights.fillUniform(in: -bound...bound)
        case .normalFanOut:
            try weights.fillNormal(deviation: (2 / fanOut).squareRoot())
        case .normalFanIn:
            try weights.fillNormal(deviation: (2 / fanIn).squareRoot())
        case .normal(let deviation):
            try weights.fillNormal(deviation: deviation)
        }
        return weights
    }

    /// Makes a bias of `count` elements, uniform in ±1/√fan-in as PyTorch's layers do.
    static func bias(_ count: Int, fanIn: Int) throws -> Tensor {
        let bound = 1 / Double(max(fanIn, 1)).squareRoot()
        let bias = try Tensor.zeros([count])
        try bias.fillUniform(in: -bound...bound)
        return bias
    }
}
