public import Layers
import Tensors

/// A weight that is not pruned, or the channels of it that are not.
public struct Exclusion: Codable, Equatable, Sendable {
    /// The path of the parameter.
    public let path: String

    /// The channels that are not pruned, such as `0-15,24-39`; `nil` for all of them.
    public let channels: String?

    /// What is the same for weights that make the same channels; `nil` where they make none together.
    public let stream: String?

    /// The shape of the parameter, or of the channels that are not pruned.
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
        self.init(named, channels: nil, reason: reason, stream: nil)
    }

    /// Leaves some channels of `named` out; `nil` for all of them.
    init(_ named: NamedParameter, channels: PlacedChannels?, reason: String, stream: String?) {
        let all = named.parameter.tensor.shape
        path = named.path
        shape = channels?.shape(within: all) ?? all
        self.channels = channels.map { rangesText($0.places.positions.joined()) }
        self.stream = stream
        kind = named.parameter.kind.name
        weightCount = shape.reduce(1, *)
        self.reason = reason
    }

    /// The path, with the channels where they are not all.
    public var name: String { memberName(path, channels: channels) }
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
