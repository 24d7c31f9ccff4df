// "Learning Efficient Convolutional Networks through Network Slimming", Liu, Li, Shen, Huang, Yan and
// Zhang, ICCV 2017, arXiv:1708.06519. The variant with masks that follow the schedule; a one-shot
// schedule that starts late is the original.

public import Layers
public import Tensors

/// Prunes the output channels with the smallest scales |γ| in the batch normalisation that follows,
/// which a penalty λ·Σ|γ| makes small; only kept channels are trained.
///
/// The zeros are in the weights of the convolution. γ and β of a pruned channel stay, but where its
/// coupling lets them follow (``ChannelCoupling/Member/mayFollow``).
public final class NetworkSlimming: PruningMethod {
    /// λ, the strength of the penalty.
    public let strength: Double

    private let findScale: (_ path: String) -> Parameter?
    private var scales: [String: Parameter] = [:]
    private var masks = LayerMasks()

    /// Creates the method with γ as `scale` gives it.
    ///
    /// - Parameters:
    ///   - strength: λ, the strength of the penalty.
    ///   - scale: Returns γ, `[channels]`, for the path of a weight.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)``
    public init(strength: Double = 1e-4, scale: @escaping (_ path: String) -> Parameter?) throws {
        self.strength = try strengthOption.checked(strength, of: "network-slimming")
        findScale = scale
    }

    /// Creates the method with γ as the order of declaration in `network` gives it: that of a
    /// convolution is the first scale that is declared after its weight and before the next weight.
    ///
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)``
    public convenience init(strength: Double = 1e-4, network: any Module) throws {
        var found: [String: Parameter] = [:]
        var weight: String?
        for named in network.namedParameters {
            if named.parameter.kind.isWeight {
                weight = named.path
            } else if named.parameter.kind == .scale, let path = weight {
                found[path] = named.parameter
                weight = nil
            }
        }
        try self.init(strength: strength) { [found] in found[$0] }
    }

    /// `network-slimming`.
    public var name: String { "network-slimming" }

    /// The masks.
    public var state: [(name: String, tensor: Tensor)] { masks.state }

    /// Goes back to other masks.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try masks.restore(state)
    }

    /// Finds γ and lets every parameter of `layers` compute with its masked weights.
    ///
    /// - Throws: ``PruningError/missingScale(layer:channelCount:)`` if a layer has no γ with as many
    ///   values as it has channels.
    public func attach(to layers: [PrunedLayer]) throws {
        scales = [:]
        for layer in layers {
            for member in layer.members {
                let count = member.channelCount
                guard let scale = findScale(member.path), scale.tensor.count == count else {
                    throw PruningError.missingScale(layer: member.path, channelCount: count)
                }
                scales[member.path] = scale
            }
        }
        masks.attach(to: layers)
    }

    /// Chooses the masks by |γ| where the number of pruned channels has changed.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        try masks.follow(layers, by: importance)
    }

    /// λ·Σ|γ|.
    public func penalty(for layers: [PrunedLayer]) throws -> Tensor? {
        let sums = try layers.flatMap(\.members).compactMap { member in
            try scale(of: member)?.magnitude().sum()
        }
        guard let first = sums.first else { return nil }
        return try sums.dropFirst().reduce(first) { try $0 + $1 } * strength
    }

    /// The channels under the last mask; those with the smallest |γ| make up a difference.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try withoutGradients { try masks.hardWeights(of: layer, by: importance(of: layer)) }
    }

    /// |γ|, `[1, channels]`; that of coupled layers, and of channels with several places, is the root of
    /// the sum of squares.
    private func importance(of layer: PrunedLayer) throws -> Tensor {
        let squares = try layer.members.compactMap { member in
            try scale(of: member)?.squared().sum(along: [1]).reshaped([1, -1])
        }
        return try Tensor.concatenating(squares, along: 0)
            .sum(along: [0], keepsDimensions: true).squareRoot()
    }

    /// γ of the channels of a member, `[channels, places]`.
    private func scale(of member: LayerMember) throws -> Tensor? {
        try scales[member.path].map { scale in
            try (member.pattern as? any ChannelPattern)?.rows(of: scale.tensor) ?? scale.tensor
        }
    }
}

extension LayerMember {
    /// The channels of the parameter, those that are not under the mask too.
    fileprivate var channelCount: Int {
        parameter.tensor.shape[(pattern as? PlacedChannels)?.places.axis ?? 0]
    }
}

private let strengthOption = MethodOption(
    "strength", in: 0...1, default: 1e-4, "λ, the strength of the penalty on the scales")

extension MethodDescription {
    static let networkSlimming = MethodDescription(
        "network-slimming", "masks the channels with the smallest batch normalisation scales",
        patterns: [.channels], options: [strengthOption]
    ) { try NetworkSlimming(strength: $0[strengthOption], network: $0.run.network) }
}
