// "Soft Threshold Weight Reparameterization for Learnable Sparsity", Kusupati, Ramanujan, Somani,
// Wortsman, Jain, Kakade and Farhadi, ICML 2020, arXiv:2002.03231. The variant with one threshold
// per layer and the sigmoid, as in its authors' code.

import Layers
public import Optimization
public import Tensors

/// Soft thresholds that are learned: ŵ = sign(w)·relu(|w| − sigmoid(s)), one s per layer.
///
/// The sparsity while training follows from s alone, which rises from its initial value by the
/// weight decay; the schedule has no effect on it. Hardening meets the promised count exactly: the
/// zeros are shared out among the layers by |w| − sigmoid(s), as the thresholds have learned, the
/// largest weights are kept with their reparameterized values, the smallest make up a missing zero,
/// and where the threshold has passed weights that are to be kept, it is lowered to just below the
/// smallest of them.
public final class STR: PruningMethod {
    /// The initial value of s.
    public let initialLogit: Double

    /// The weight decay of s; `nil` for that of the weights.
    public let weightDecay: Double?

    private var logits: [NamedParameter] = []

    /// Creates the method.
    ///
    /// - Parameters:
    ///   - initialLogit: The initial s: −3200 in its authors' recipe for ResNet-50 with 90 % zeros
    ///     and 100 epochs of ImageNet; short runs need a larger one.
    ///   - weightDecay: The weight decay of s; `nil` for that of the weights.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)``
    public init(initialLogit: Double = -3200, weightDecay: Double? = nil) throws {
        self.initialLogit = try logitOption.checked(initialLogit, of: "str")
        self.weightDecay = try weightDecay.map { try decayOption.checked($0, of: "str") }
    }

    /// `str`.
    public var name: String { "str" }

    /// No.
    public var followsSchedule: Bool { false }

    /// s of every layer.
    public var optimizerGroups: [OptimizerGroup] {
        [OptimizerGroup(logits, weightDecay: weightDecay)]
    }

    /// s of every layer.
    public var state: [(name: String, tensor: Tensor)] { logits.state }

    /// Goes back to other thresholds.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try logits.restore(state)
    }

    /// Lets every parameter of `layers` compute with its reparameterized weights.
    public func attach(to layers: [PrunedLayer]) throws {
        logits = []
        for layer in layers {
            let weight = layer.parameters[0].tensor
            let initial = try Tensor.full(
                [1], initialLogit, type: weight.scalarType ?? .float32,
                device: weight.device ?? .cpu)
            let logit = try Parameter(initial)
            logits.append(NamedParameter(path: layer.thresholdPath, parameter: logit))
            layer.setTransforms { _ in SoftThreshold(logit) }
        }
    }

    /// Before hardening: the thresholds have decided how many zeros a layer has.
    public func reallocates(at occasion: AllocationOccasion) -> Bool { occasion == .hardening }

    /// |w| − sigmoid(s): what is above 0 of a weight is used.
    public func ranking(of layer: PrunedLayer) throws -> Tensor? {
        try withoutGradients {
            try (layer.magnitudes() - limit(of: layer)).below(where: layer.heldUnits)
        }
    }

    /// The largest weights with their reparameterized values.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        try withoutGradients {
            let kept = try layer.masked(by: layer.hardMask())
            let limit = try kept.reduce(limit(of: layer)) { limit, kept in
                try lower(limit, andBelow: kept)
            }
            return try kept.map { try softThreshold($0, limit: limit) }
        }
    }

    /// The learned threshold, `[1]`.
    private func limit(of layer: PrunedLayer) throws -> Tensor {
        guard let logit = logits.first(where: { $0.path == layer.thresholdPath }) else {
            preconditionFailure("the method has not been attached to '\(layer.name)'")
        }
        return try logit.parameter.tensor.sigmoid()
    }

    /// The limit, or 99 % of the smallest of the weights that are not zero where that is lower.
    private func lower(_ limit: Tensor, andBelow kept: Tensor) throws -> Tensor {
        let unreachable = try kept.zerosLike() + .infinity
        let smallest = try unreachable.selected(
            where: kept.isEqual(to: 0), otherwise: kept.magnitude()
        ).minimum()
        let justBelow = try smallest * 0.99
        return try limit.selected(where: justBelow.isGreater(than: limit), otherwise: justBelow)
    }
}

extension PrunedLayer {
    fileprivate var thresholdPath: String { key + ".threshold" }
}

/// sign(w)·relu(|w| − limit).
private func softThreshold(_ weight: Tensor, limit: Tensor) throws -> Tensor {
    try weight.sign() * (weight.magnitude() - limit).relu()
}

/// Applies the soft threshold that a logit stands for.
private final class SoftThreshold: WeightTransform {
    private let logit: Parameter

    init(_ logit: Parameter) {
        self.logit = logit
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        try softThreshold(weight, limit: logit.tensor.sigmoid())
    }
}

private let logitOption = MethodOption(
    "initial-logit", in: -20000...0, default: -3200, "the initial s of every layer")
private let decayOption = MethodOption(
    "threshold-weight-decay", in: 0...1, default: nil,
    "the weight decay of s; that of the weights if not given")

extension MethodDescription {
    static let str = MethodDescription(
        "str", "soft thresholds, one learned for each layer",
        patterns: [.unstructured], options: [logitOption, decayOption],
        defaults: MethodDefaults(startsAtOnce: true)
    ) {
        try STR(initialLogit: $0[logitOption], weightDecay: $0.given(decayOption))
    }
}
