// "PLATON: Pruning Large Transformer Models with Upper Confidence Bound of Weight Importance", Zhang, Zuo,
// Liang, Bukharin, He, Chen and Zhao, ICML 2022, arXiv:2206.12562. As in its authors' code sensitivities are
// averaged over windows of steps first, and weights are set to zero once in a window while the zeros become
// more, in every step afterwards.

import Layers
public import Tensors

/// Pruning by what the loss is expected to lose with a weight, and by how uncertain that is.
///
/// The sensitivity |w·∂L/∂w| is averaged over every window of steps; S = Ī·Ū, where Ī is the moving average of
/// those means and Ū that of |I − Ī|. The stored weights with the lowest S are set to zero; they are trained
/// like all others and grow again until the next time, so a weight can come back.
///
/// The pruner has to be advanced before every step. The authors share the zeros out by one threshold on S for
/// the whole network. Until two windows have passed, magnitudes decide.
public final class PLATON: PruningMethod {
    /// The steps of a window.
    public let interval: Int

    /// β₁, the share that Ī keeps of itself from window to window.
    public let importanceDecay: Double

    /// β₂, that of Ū.
    public let uncertaintyDecay: Double

    private var masks = LayerMasks()
    private var sensitivities: [(layer: String, value: Sensitivity)] = []

    /// Creates the method, with the numbers that its authors use for MNLI.
    ///
    /// - Parameters:
    ///   - interval: The steps of a window.
    ///   - importanceDecay: β₁.
    ///   - uncertaintyDecay: β₂.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)``
    public init(
        interval: Int = 10, importanceDecay: Double = 0.85, uncertaintyDecay: Double = 0.95
    ) throws {
        self.interval = try intervalOption.checked(interval, of: "platon")
        self.importanceDecay = try importanceOption.checked(importanceDecay, of: "platon")
        self.uncertaintyDecay = try uncertaintyOption.checked(uncertaintyDecay, of: "platon")
    }

    /// `platon`.
    public var name: String { "platon" }

    /// S follows the weights in every step.
    public var allowsReallocation: Bool { true }

    /// Makes room for the sensitivities. What is stored is what the network computes with.
    public func attach(to layers: [PrunedLayer]) throws {
        masks.attach(to: layers) { MaskedWeight($2, $1, gradientsReach: .all) }
        sensitivities = layers.map { ($0.key, Sensitivity(device: $0.device)) }
    }

    /// Sets the weights with the lowest S to zero: in the first step of a window, and in every step once the
    /// zeros become no more.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        let count = layers.reduce(0) { $0 + $1.prunedUnitCount }
        let lastCount = layers.reduce(0) { $0 + masks[$1].prunedCount }
        let isDue = moment.stepIndex % interval == 0 || count == lastCount
        for layer in layers {
            guard isDue, layer.prunedUnitCount > 0 else {
                masks[layer].units = nil
                continue
            }
            try masks[layer].prune(layer.prunedUnitCount) { try order(of: layer) }
            try withoutGradients {
                for member in layer.allMembers {
                    guard let mask = try masks[layer].spread(over: member) else { continue }
                    try member.parameter.tensor.multiply(by: mask)
                }
            }
        }
    }

    /// Takes the sensitivities of the step in.
    public func finishBackward(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        let place = moment.stepIndex % interval
        try withoutGradients {
            for layer in layers {
                guard let found = try layer.sensitivities() else { continue }
                let sensitivity = self[layer]
                if place == 0 {
                    try sensitivity.endWindow(importanceDecay, uncertaintyDecay)
                    sensitivity.window = found
                } else {
                    let sum = try sensitivity.window.map { try $0 * Double(place) + found }
                    sensitivity.window = try (sum ?? found) / Double(sum == nil ? 1 : place + 1)
                }
            }
        }
    }

    /// S; `nil` until there is one.
    public func ranking(of layer: PrunedLayer) throws -> Tensor? {
        try withoutGradients { try self[layer].score()?.below(where: layer.heldUnits) }
    }

    /// The stored weights with the highest S.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        let scores = try withoutGradients {
            try order(of: layer).checkedToBeNumbers(in: layer.name).below(where: layer.heldUnits)
        }
        return try layer.masked(by: hardMask(of: scores, prunedCount: layer.prunedUnitCount))
    }

    private func order(of layer: PrunedLayer) throws -> Tensor {
        try self[layer].score() ?? layer.magnitudes()
    }

    private subscript(layer: PrunedLayer) -> Sensitivity {
        guard let found = sensitivities.first(where: { $0.layer == layer.key }) else {
            preconditionFailure("the method has not been attached to '\(layer.name)'")
        }
        return found.value
    }
}

extension PLATON {
    /// The averages of all layers, and the last masks.
    public var state: [(name: String, tensor: Tensor)] {
        masks.state
            + sensitivities.flatMap { layer, value in
                value.parts.compactMap { name, part in
                    value[keyPath: part].map { ("\(layer).\(name)", $0) }
                }
            }
    }

    /// Goes back to a ``state``.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try masks.restore(state)
        for (layer, value) in sensitivities {
            for (name, part) in value.parts {
                let saved = state.first { $0.name == "\(layer).\(name)" }
                value[keyPath: part] = try saved?.tensor.moved(to: value.device)
            }
        }
    }
}

/// What is known of the sensitivities of a layer's units, `[groups, units]` each.
private final class Sensitivity {
    /// The mean over the steps of this window so far.
    var window: Tensor?

    /// Ī.
    var importance: Tensor?

    /// Ū.
    var uncertainty: Tensor?

    /// The device of the weights.
    let device: Device

    let parts: [(name: String, part: ReferenceWritableKeyPath<Sensitivity, Tensor?>)] = [
        ("window", \.window), ("importance", \.importance), ("uncertainty", \.uncertainty),
    ]

    init(device: Device) { self.device = device }

    /// S = Ī·Ū.
    func score() throws -> Tensor? {
        try importance.flatMap { importance in try uncertainty.map { try importance * $0 } }
    }

    /// Takes the mean of the window into the averages.
    func endWindow(_ importanceDecay: Double, _ uncertaintyDecay: Double) throws {
        guard let window else { return }
        let mean = try average(importance, window, importanceDecay)
        importance = mean
        uncertainty = try average(uncertainty, (window - mean).magnitude(), uncertaintyDecay)
    }

    /// The moving average, from 0 on, without correction.
    private func average(_ old: Tensor?, _ new: Tensor, _ decay: Double) throws -> Tensor {
        let share = try new * (1 - decay)
        return try old.map { try $0 * decay + share } ?? share
    }
}

extension PrunedLayer {
    /// |w·∂L/∂w| of the units, `[groups, units]`; the norm of several weights. `nil` without gradients.
    fileprivate func sensitivities() throws -> Tensor? {
        let squares = try members.compactMap { member in
            let weight = member.parameter.tensor
            return try weight.gradient.map {
                try member.pattern.magnitudes(of: weight.detached() * $0).squared()
            }
        }
        guard let first = squares.first else { return nil }
        return try squares.dropFirst().reduce(first) { try $0 + $1 }.squareRoot()
    }
}

private let intervalOption = MethodOption(
    "interval", in: 1...1e6, default: 10, isWhole: true, "steps of a window")
private let importanceOption = MethodOption(
    "importance-decay", in: 0...1, default: 0.85,
    "β₁, the share that the average of sensitivities keeps of itself")
private let uncertaintyOption = MethodOption(
    "uncertainty-decay", in: 0...1, default: 0.95,
    "β₂, the share that the average of their deviations keeps of itself")

extension MethodDescription {
    static let platon = MethodDescription(
        "platon", "prunes by the sensitivity of the loss times its uncertainty",
        patterns: [.unstructured, .nOfM, .blocks],
        options: [intervalOption, importanceOption, uncertaintyOption],
        defaults: MethodDefaults(reallocation: .step)
    ) {
        try PLATON(
            interval: Int($0[intervalOption]), importanceDecay: $0[importanceOption],
            uncertaintyDecay: $0[uncertaintyOption])
    }
}
