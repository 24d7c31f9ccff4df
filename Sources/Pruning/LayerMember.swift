public import Layers
public import Tensors

/// A parameter under a mask, or the outputs of it that are: channels, or those with blocks of one height.
public struct LayerMember {
    /// The path of the parameter in the network.
    public let path: String

    /// The parameter.
    public let parameter: Parameter

    /// How the weights are seen as units. Channels that other masks cover, or none, are in no unit.
    public let pattern: any Pattern

    /// Whether it only loses the units that others lose, without a say in which.
    let isFollower: Bool

    /// Joins a parameter and a pattern.
    init(_ named: NamedParameter, pattern: any Pattern, isFollower: Bool = false) {
        self.isFollower = isFollower
        path = named.path
        parameter = named.parameter
        self.pattern = pattern
    }

    /// Whether the mask covers only some outputs of the parameter.
    public var isPart: Bool { pattern is any PartialPattern }

    /// The shape of the weights under the mask.
    public var shape: [Int] {
        (pattern as? any PartialPattern)?.shape(within: parameter.tensor.shape)
            ?? parameter.tensor.shape
    }

    /// The number of weights under the mask.
    public var weightCount: Int { shape.reduce(1, *) }

    /// The channels under the mask, such as `0-15,24-39`; `nil` for all of them.
    public var channels: String? {
        (pattern as? any PartialPattern).flatMap { pattern in
            let positions = pattern.positions
            return positions.count == parameter.tensor.shape[pattern.axis]
                ? nil : rangesText(positions)
        }
    }

    /// The path, with the channels where they are not all.
    public var name: String { memberName(path, channels: channels) }

    /// The elements under the mask of a tensor with the shape of the parameter.
    func part(of tensor: Tensor) throws -> Tensor {
        try (pattern as? any PartialPattern)?.part(of: tensor) ?? tensor
    }

    /// The stored weights under the mask.
    public func weights() throws -> Tensor { try part(of: parameter.tensor) }

    /// Where a tensor with the shape of the parameter is not under the mask.
    func isElsewhere() throws -> Tensor {
        let shape = parameter.tensor.shape
        let (groups, units) = pattern.unitCounts(ofShape: shape)
        let nothing = try Tensor.full(
            [groups, units], 0, device: parameter.tensor.device ?? .cpu)
        return try pattern.spread(nothing, overShape: shape).isGreater(than: 0.5)
            .expanded(to: shape)
    }
}

/// A path with some of its channels, for people; many ranges are only counted.
func memberName(_ path: String, channels: String?) -> String {
    guard let channels else { return path }
    let ranges = channels.split(separator: ",")
    return ranges.count > 4 ? "\(path)[\(ranges.count) ranges]" : "\(path)[\(channels)]"
}
