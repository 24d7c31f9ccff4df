public import Layers
import Tensors

/// A weight that is not pruned.
public struct Exclusion: Codable, Equatable, Sendable {
    /// The path of the parameter.
    public let path: String

    /// The shape of the parameter.
    public let shape: [Int]

    /// The kind of the parameter, such as `convolution`.
    public let kind: String

    /// The number of weights.
    public let weightCount: Int

    /// Why it is not pruned.
    public let reason: String

    /// The multiply-adds of the layer for one input; `nil` where they are not known.
    public var multiplyAdds: Int?

    /// Leaves `named` out.
    public init(_ named: NamedParameter, reason: String) {
        path = named.path
        shape = named.parameter.tensor.shape
        kind = named.parameter.kind.name
        weightCount = named.parameter.tensor.count
        self.reason = reason
    }
}

extension Parameter.Kind {
    /// The name in plans.
    var name: String {
        switch self {
        case .convolution(let groups): groups > 1 ? "grouped convolution" : "convolution"
        case .transposedConvolution: "transposed convolution"
        case .linear: "linear"
        case .embedding: "embedding"
        case .bias: "bias"
        case .scale: "scale"
        case .other: "other"
        }
    }
}
