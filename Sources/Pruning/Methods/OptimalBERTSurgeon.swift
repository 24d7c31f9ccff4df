// "The Optimal BERT Surgeon: Scalable and Accurate Second-Order Pruning for Large Language Models", Kurtic, Campos,
// Nguyen, Frantar, Kurtz, Fineran, Goin and Alistarh, EMNLP 2022, arXiv:2203.07259. Its authors gather gradients
// beside the training before every cut; here they are those of the steps before it. Weights of a block that leave at
// the same time are taken out together, by the paper's formula for a group.

import Layers
public import Optimization
public import Tensors

/// Pruning by curvature: what the loss is expected to gain when a weight leaves and its neighbours make up for it.
///
/// F is the empirical Fisher matrix of the gradients of `interval` steps, in blocks of `blockSize` neighbouring
/// weights. Every `interval` steps, while the zeros become more, the weights with the lowest w²/(2·[F⁻¹]ᵢᵢ) are set to
/// zero for good, and the others of their block take the step that F says makes up for them. Kept weights
/// are trained between cuts.
///
/// Until `interval` steps have passed nothing is pruned. It takes `blockSize` copies of the weights.
public final class OptimalBERTSurgeon: MaskedMethod {
    /// The steps from one cut to the next.
    public let interval: Int

    /// The neighbouring weights that are looked at together.
    public let blockSize: Int

    /// λ, which is added to the diagonal of F, in squared units of the gradients.
    public let damping: Double

    var masks = LayerMasks()
    private var fishers: [(layer: String, members: [BlockFisher])] = []
    private var resets: [MomentumReset] = []

    /// Creates the method, with the blocks and the damping of its authors.
    ///
    /// - Parameters:
    ///   - interval: The steps from one cut to the next; several times `blockSize`, or F says little.
    ///   - blockSize: The neighbouring weights that are looked at together.
    ///   - damping: λ.
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)``
    public init(interval: Int = 100, blockSize: Int = 50, damping: Double = 1e-7) throws {
        self.interval = try intervalOption.checked(interval, of: "obert")
        self.blockSize = try blockOption.checked(blockSize, of: "obert")
        self.damping = try dampingOption.checked(damping, of: "obert")
    }

    /// `obert`.
    public var name: String { "obert" }

    /// Pruned weights have the lowest scores: those that stay pruned in a layer are never fewer.
    public var allowsReallocation: Bool { true }

    /// The last one after a whole number of windows.
    public func lastCut(upTo step: Int) -> Int? {
        step < interval ? nil : step - step % interval
    }

    /// Lets every parameter of `layers` compute with its masked weights, and makes room for their curvature.
    public func attach(to layers: [PrunedLayer]) throws {
        masks.attach(to: layers)
        fishers = layers.map { layer in
            let members = layer.members.map { _ in
                BlockFisher(size: blockSize, damping: damping, device: layer.device)
            }
            return (layer.key, members)
        }
    }

    /// Cuts where a window of gradients is complete and the zeros have become more.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        let isDue = moment.stepIndex % interval == 0
        for layer in layers {
            let mask = masks[layer]
            if isDue, layer.prunedUnitCount > mask.prunedCount, self[layer][0].count != nil {
                try mask.prune(layer.prunedUnitCount) { try mask.prunedFirst(scores(of: layer)) }
                try withoutGradients { try moveWeights(of: layer) }
            }
            if isDue { for fisher in self[layer] { fisher.startWindow() } }
            layer.prunedUnitCount = mask.prunedCount
        }
    }

    /// Takes the gradients of the step in.
    public func finishBackward(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        let isLast = (moment.stepIndex + 1) % interval == 0
        try withoutGradients {
            for layer in layers {
                for (member, fisher) in zip(layer.members, self[layer]) {
                    guard let gradient = try member.parameter.tensor.gradient else { continue }
                    try fisher.add(gradient)
                    if isLast { try fisher.findInverseDiagonal(ofShape: gradient.shape) }
                }
            }
        }
    }

    /// Everything about the weights that have been cut.
    public func takeMomentumResets() -> [MomentumReset] {
        defer { resets = [] }
        return resets
    }

    /// The scores with those of zeros that are held below all.
    public func ranking(of layer: PrunedLayer) throws -> Tensor? {
        try withoutGradients { try scores(of: layer).below(where: layer.heldUnits) }
    }

    /// |w|/√[F⁻¹]ᵢᵢ, the root of twice what the loss gains; magnitudes before the first window is complete.
    func scores(of layer: PrunedLayer) throws -> Tensor {
        let diagonals = self[layer].compactMap(\.inverseDiagonal)
        guard diagonals.count == layer.members.count else { return try layer.magnitudes() }
        let squares = try zip(layer.members, diagonals).map { member, diagonal in
            try member.pattern.magnitudes(
                of: member.parameter.tensor.detached() / diagonal.squareRoot()
            ).squared()
        }
        return try squares.dropFirst().reduce(squares[0]) { try $0 + $1 }.squareRoot()
    }

    private func moveWeights(of layer: PrunedLayer) throws {
        for (member, fisher) in zip(layer.members, self[layer]) {
            let parameter = member.parameter
            guard let mask = try masks[layer].spread(over: member) else { continue }
            let kept = try parameter.zeroMask.map { try mask * $0 } ?? mask
            try parameter.tensor.copy(from: fisher.weights(parameter.tensor, keeping: kept))
            resets.append(MomentumReset(parameter, kept: kept))
        }
    }

    private subscript(layer: PrunedLayer) -> [BlockFisher] {
        guard let found = fishers.first(where: { $0.layer == layer.key }) else {
            preconditionFailure("the method has not been attached to '\(layer.name)'")
        }
        return found.members
    }
}

extension OptimalBERTSurgeon {
    /// The masks, and the curvature that the window has gathered.
    public var state: [(name: String, tensor: Tensor)] {
        masks.state
            + namedFishers.flatMap { name, fisher in
                fisher.parts.compactMap { part, path in
                    fisher[keyPath: path].map { ("\(name).\(part)", $0) }
                }
            }
    }

    /// Goes back to a ``state``.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {
        try masks.restore(state)
        for (name, fisher) in namedFishers {
            for (part, path) in fisher.parts {
                let saved = state.first { $0.name == "\(name).\(part)" }
                fisher[keyPath: path] = try saved?.tensor.moved(to: fisher.device).clone()
            }
        }
    }

    private var namedFishers: [(name: String, fisher: BlockFisher)] {
        fishers.flatMap { layer, members in
            members.enumerated().map { ("\(layer).\($0)", $1) }
        }
    }
}

private let intervalOption = MethodOption(
    "interval", in: 1...1e6, default: 100, isWhole: true,
    "steps from one cut to the next, whose gradients are looked at")
private let blockOption = MethodOption(
    "block-size", in: 1...1024, default: 50, isWhole: true,
    "neighbouring weights that are looked at together")
private let dampingOption = MethodOption(
    "damping", in: 1e-12...1e3, default: 1e-7,
    "λ, which is added to the curvature, in squared units of the gradients")

extension MethodDescription {
    static let obert = MethodDescription(
        "obert", "prunes by the curvature of the loss; the weights beside make up for it",
        patterns: [.unstructured, .nOfM],
        options: [intervalOption, blockOption, dampingOption],
        defaults: MethodDefaults(reallocation: .step)
    ) {
        try OptimalBERTSurgeon(
            interval: Int($0[intervalOption]), blockSize: Int($0[blockOption]),
            damping: $0[dampingOption])
    }
}
