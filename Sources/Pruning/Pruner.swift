public import Layers
import Tensors

/// Prunes a network while any training loop trains it.
///
///     let pruner = try Pruner(network, sparsity: 0.9, startEpoch: 1, schedule: ramp)
///     for epoch in 0..<epochCount {
///         for batch in batches {
///             let moment = TrainingMoment(epoch: epoch, step: batch.index, stepsPerEpoch: batchCount)
///             try pruner.advance(to: moment)
///             let loss = try network(batch.images).crossEntropy(with: batch.labels)
///             try pruner.step(loss, optimizer, learningRate: 0.1, at: moment)
///         }
///     }
///     try pruner.harden()
public final class Pruner {
    /// The layers that are pruned.
    public let layers: [PrunedLayer]

    /// The parameters that are not pruned although they are weights, each with the reason.
    public let excluded: [Exclusion]

    /// The number of all trained values of the network: weights, biases and scales.
    public let parameterCount: Int

    /// The share of zeros wanted over all weights of ``layers``.
    public let sparsity: Double

    /// The epoch in which pruning starts; `nil` until it is known.
    public var startEpoch: Int?

    /// The step of ``startEpoch``, counted from 0, in which pruning starts.
    public let startStep: Int

    /// How fast the sparsity rises.
    public let schedule: any Schedule

    /// How the zeros are shared out.
    public let allocation: any Allocation

    /// When they are shared out again.
    public let reallocation: Reallocation

    /// How weights are taken out.
    public let method: any PruningMethod

    private(set) var isAllocated = false

    /// The share of all zeros that have been shared out.
    private var allocatedShare = 1.0

    /// The parameters whose zeros are held, inside and outside of ``layers``.
    let held: [NamedParameter]

    /// The zeros that the network came with and that stay zero, in pruned weights and others.
    public private(set) var heldZeroCount = 0

    /// Whether the masks have been fixed by ``freezeMasks()``.
    public internal(set) var isFrozen = false

    /// Whether the zeros have been written by ``harden()``.
    var isHardened = false

    private var ownParameters = OwnParameterWatch()

    /// Chooses the layers of `network` to prune.
    ///
    /// A parameter that stands in several places of the network is pruned and counted once, under its
    /// first path, and only where `isPrunable` holds for all of them. Parameters of the kind `other` are
    /// pruned from two dimensions on.
    ///
    /// Exact zeros that weights come with stay zero until ``harden()``, whatever is pruned: there are at
    /// least as many in the end.
    ///
    /// - Parameters:
    ///   - network: Any module that holds its weights in ``Parameter``s.
    ///   - sparsity: The share of zeros wanted over all chosen weights, in `0..<1`.
    ///     It means nothing where the pattern says how many weights are pruned, as N:M does, or
    ///     the allocation gives every layer a sparsity of its own.
    ///   - startEpoch: The first epoch with pruning, after dense warm-up epochs.
    ///   - startStep: The first step with pruning, counted from the beginning of `startEpoch`, at least 0. Above
    ///     0 it needs moments that know the steps of an epoch.
    ///   - pattern: What is pruned together.
    ///   - sharing: Groups of parameters, by path, that share one mask: their channels, or weights, are
    ///     pruned at the same places by their common magnitudes. Of several groups that match a
    ///     parameter the first one holds.
    ///   - couplings: For output channels, those that can be taken out together: each is one layer, and
    ///     weights in none of them stay dense. `nil` prunes every weight by itself, or as `sharing` says.
    ///   - schedule: How fast the sparsity rises.
    ///   - allocation: How the zeros are shared out among layers.
    ///   - reallocation: When they are shared out again. Other than `never` it needs an allocation that
    ///     follows the weights and a method that ``PruningMethod/allowsReallocation``.
    ///   - method: How weights are taken out.
    ///   - holdsZeros: Whether the zeros of a weight, pruned or not, stay zero. By default they do
    ///     where a weight is partly zero; one of zeros alone has not been trained yet.
    ///   - isPrunable: Whether to prune a parameter, by its path and kind. By default the weights of
    ///     convolutions and linear layers, without depthwise convolutions and those that the
    ///     network keeps dense, and for channels without ``Module/findOutputWeights()``, since a pruned
    ///     output of the network would be a constant.
    /// - Throws: ``PruningError`` if `sparsity` or `startStep` is out of range, nothing can be pruned,
    ///   `reallocation` is impossible, parameters cannot share a mask, or another pruner has a weight, and
    ///   ``LayerError`` for a network with members that have no path.
    public init(
        _ network: any Module, sparsity: Double, startEpoch: Int? = 0, startStep: Int = 0,
        pattern: some Pattern = .unstructured, sharing: [[PathGlob]] = [],
        couplings: [ChannelCoupling]? = nil, schedule: some Schedule,
        allocation: some Allocation = .globalMagnitude, reallocation: Reallocation = .never,
        method: any PruningMethod, holdingZeros holdsZeros: ((NamedParameter) -> Bool)? = nil,
        where isPrunable: ((NamedParameter) -> Bool)? = nil
    ) throws {
        try network.checkMembers()
        guard sparsity >= 0, sparsity < 1 else {
            throw PruningError.invalidSparsity(sparsity, layer: nil)
        }
        guard startStep >= 0 else {
            throw PruningError.invalidSetting(
                name: "start-step", found: "\(startStep)", allowed: "at least 0")
        }
        try Self.check(reallocation, of: allocation, method)
        var choice = WeightChoice(
            network, pattern: pattern, hasCouplings: couplings != nil, where: isPrunable)
        guard !choice.chosen.isEmpty else {
            throw PruningError.nothingToPrune(pattern: pattern.description)
        }
        if let taken = choice.chosen.first(where: \.parameter.isTaken) {
            throw PruningError.alreadyPruned(layer: taken.path)
        }
        layers =
            try couplings.map { try choice.layers(of: $0) }
            ?? choice.layers(sharing: sharing, pattern: pattern)
        guard !layers.isEmpty else {
            throw PruningError.nothingToPrune(pattern: pattern.description)
        }
        excluded = choice.excluded
        parameterCount = network.parameterCount
        self.sparsity = sparsity
        self.startEpoch = startEpoch
        self.startStep = startStep
        self.schedule = schedule
        self.allocation = allocation
        self.reallocation = reallocation
        self.method = method
        held = try network.weights(holdingZeros: holdsZeros)
        do {
            try holdZeros()
            try method.attach(to: layers)
        } catch {
            letGo()
            throw error
        }
    }

    /// Sets the sparsity that belongs to `moment`. To be called before every forward pass, or at
    /// least at the beginning of every epoch.
    ///
    /// When pruning starts, the target of every layer is allocated once and kept, unless
    /// ``reallocation`` or the method asks for another allocation.
    ///
    /// - Throws: ``PruningError/untrainedParameters(method:count:)`` if the training leaves out what the
    ///   method has to learn, and what allocation and method throw.
    public func advance(to moment: TrainingMoment) throws {
        guard !isFrozen else { return }
        try checkOwnParameters()
        if let startEpoch, let sinceStart = moment.since(epoch: startEpoch, step: startStep) {
            allocatedShare = reallocation.share(at: sinceStart, of: schedule)
            if !isAllocated || reallocation.isDue(at: sinceStart)
                || method.reallocates(at: .step(moment))
            {
                try allocate(at: .step(moment))
            }
            let progress = schedule.progress(sinceStart: sinceStart)
            let reached = allocatedShare > 0 ? progress / allocatedShare : 0
            for layer in layers {
                // What the pattern says is shared out whole.
                let reached = layer.patternUnitCount == nil ? reached : progress
                layer.prunedUnitCount = Int((reached * Double(layer.targetUnitCount)).rounded())
            }
        }
        try method.prepareStep(layers, at: moment)
    }

    /// Throws if the weights have been trained, and nothing of what the method has to learn.
    func checkOwnParameters() throws {
        try ownParameters.check(method, layers)
    }

    /// Sets the sparsity of every layer to its target, whatever the schedule says.
    public func setFinalCounts() throws {
        guard !isFrozen, !isHardened else { return }
        let areMissing = reallocation != .never && !haveFinalTargets
        if !isAllocated || areMissing || method.reallocates(at: .hardening) {
            allocatedShare = 1
            try allocate(at: .hardening)
        }
        for layer in layers { layer.prunedUnitCount = layer.targetUnitCount }
    }

    /// Shares the zeros out.
    private func allocate(at occasion: AllocationOccasion) throws {
        for layer in layers {
            if !isAllocated || occasion == .hardening { try layer.checkWeights() }
            if occasion == .hardening || method.allowsReallocation {
                layer.ranking = try method.ranking(of: layer)
            }
        }
        defer { for layer in layers { layer.ranking = nil } }
        for (layer, count) in zip(layers, try allocatedUnitCounts(share: allocatedShare)) {
            layer.targetUnitCount = count
        }
        isAllocated = true
    }

    /// Whether all zeros have been shared out, not only those that were due in a step.
    private var haveFinalTargets: Bool {
        let weightCount = layers.reduce(0) { $0 + $1.weightCount }
        let zeroCount = layers.reduce(0) {
            $0 + $1.zeroCount(prunedUnitCount: $1.targetUnitCount)
        }
        return zeroCount >= Int((sparsity * Double(weightCount)).rounded())
    }

    /// Whether every layer has all the zeros that it is to have.
    public var isAtTarget: Bool {
        isAllocated && allocatedShare == 1
            && layers.allSatisfy { $0.prunedUnitCount == $0.targetUnitCount }
    }

    /// The units of each group that every layer loses in the end, as far as they have been shared out;
    /// `nil` until pruning starts. For checkpoints: setting it takes the place of the allocation.
    public var targetUnitCounts: [Int]? {
        get { isAllocated ? layers.map(\.targetUnitCount) : nil }
        set {
            isAllocated = newValue != nil
            for (layer, count) in zip(layers, newValue ?? []) { layer.targetUnitCount = count }
        }
    }

    /// The share of zeros over all weights of ``layers`` now.
    public var currentSparsity: Double {
        let zeroCount = layers.reduce(0) {
            $0 + $1.leastZeroCount(prunedUnitCount: $1.prunedUnitCount)
        }
        return Double(zeroCount) / Double(max(layers.reduce(0) { $0 + $1.weightCount }, 1))
    }

    /// - Throws: ``PruningError/invalidSetting(name:found:allowed:)``
    private static func check(
        _ reallocation: Reallocation, of allocation: any Allocation, _ method: any PruningMethod
    ) throws {
        guard reallocation != .never else { return }
        let follows = allocation.dependsOnWeights && !allocation.hasOwnSparsities
        guard follows, method.allowsReallocation else {
            throw PruningError.invalidSetting(
                name: "pruning.reallocate", found: "'\(reallocation.rawValue)'",
                allowed: follows
                    ? "never for the method '\(method.name)', which does not choose by magnitude in every "
                        + "step"
                    : "never for the allocation '\(allocation)', which does not follow the weights")
        }
    }

    private func holdZeros() throws {
        for named in held {
            heldZeroCount += try named.parameter.holdZeros()
        }
        for layer in layers { try layer.findHeldZeros() }
    }

    /// Takes everything off the parameters, as far as it has been set.
    private func letGo() {
        for named in held { named.parameter.zeroMask = nil }
        for member in layers.flatMap(\.allMembers) { member.parameter.transform = nil }
    }
}
