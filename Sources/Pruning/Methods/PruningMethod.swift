public import Layers
public import Optimization
public import Tensors

/// How weights are taken out of a network while it trains.
///
/// The pruner sets the number of pruned units of every layer; the method decides which they are and
/// how gradients pass. It works by setting transforms on the parameters of the layers.
public protocol PruningMethod: AnyObject {
    /// The name in recipes and files.
    var name: String { get }

    /// Whether the sparsity while training is that of the schedule.
    var followsSchedule: Bool { get }

    /// The last step up to `step`, both counted from 0 over the whole run, in which more units can be pruned; `nil` for
    /// none.
    func lastCut(upTo step: Int) -> Int?

    /// Whether the numbers of pruned units of single layers may rise and fall from step to step.
    var allowsReallocation: Bool { get }

    /// Parameters of the method's own that the optimizer is to train, as they are to be trained in
    /// the step that ``prepareStep(_:at:)`` has prepared; none for PDP.
    var optimizerGroups: [OptimizerGroup] { get }

    /// Tensors that a checkpoint must hold besides the network's, by name. Names that are missing
    /// stand for what has not been chosen yet.
    var state: [(name: String, tensor: Tensor)] { get }

    /// Goes back to a ``state``, after ``attach(to:)`` and before the next step.
    ///
    /// - Throws: ``PruningError/missingState(name:)`` if a tensor that cannot be missing is.
    func restore(_ state: [(name: String, tensor: Tensor)]) throws

    /// Starts to prune `layers`: makes what the method needs and sets the transforms. Hardening leaves a
    /// layer alone whose parameters have none.
    func attach(to layers: [PrunedLayer]) throws

    /// Whether the zeros are to be shared out among the layers again.
    func reallocates(at occasion: AllocationOccasion) -> Bool

    /// What the units of `layer` are compared by, `[groups, units]`, when the zeros are shared out
    /// before hardening by an allocation that depends on the weights; `nil` for their magnitudes.
    func ranking(of layer: PrunedLayer) throws -> Tensor?

    /// Prepares the next forward pass, after the pruned counts of `layers` have been set.
    func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws

    /// Looks at, or changes, the gradients before the optimizer uses them.
    func finishBackward(_ layers: [PrunedLayer], at moment: TrainingMoment) throws

    /// Momentum that the optimizer is to forget before its next step. Each is returned once; to be
    /// asked after ``finishBackward(_:at:)``.
    func takeMomentumResets() -> [MomentumReset]

    /// What is added to the loss; `nil` for nothing.
    func penalty(for layers: [PrunedLayer]) throws -> Tensor?

    /// The weights of a layer's parameters, and of its followers, as they are after hardening, with exact
    /// zeros; of channels that are not under the mask the stored ones.
    func hardWeights(of layer: PrunedLayer) throws -> [Tensor]
}

extension PruningMethod {
    /// Yes.
    public var followsSchedule: Bool { true }

    /// That step.
    public func lastCut(upTo step: Int) -> Int? { step }

    /// Not unless a method says so: most keep masks or scores that belong to a number of units.
    public var allowsReallocation: Bool { false }

    /// None.
    public var optimizerGroups: [OptimizerGroup] { [] }

    /// The parameters of all ``optimizerGroups``.
    public var trainableParameters: [NamedParameter] { optimizerGroups.flatMap(\.parameters) }

    /// None.
    public var state: [(name: String, tensor: Tensor)] { [] }

    /// Does nothing.
    public func restore(_ state: [(name: String, tensor: Tensor)]) throws {}

    /// Never: the zeros stay where they were shared out when pruning started.
    public func reallocates(at occasion: AllocationOccasion) -> Bool { false }

    /// The magnitudes.
    public func ranking(of layer: PrunedLayer) throws -> Tensor? { nil }

    /// Does nothing.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {}

    /// Does nothing.
    public func finishBackward(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {}

    /// None.
    public func takeMomentumResets() -> [MomentumReset] { [] }

    /// Nothing.
    public func penalty(for layers: [PrunedLayer]) throws -> Tensor? { nil }

    /// The stored weights where the units of largest magnitude are kept, zero elsewhere.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        let mask = try layer.hardMask()
        return try layer.masked(by: mask)
    }
}

extension PrunedLayer {
    /// The stored weights where `mask` (`[groups, units]`) is above ½ and outside of it, positive zero
    /// elsewhere and where zeros are held, and nowhere else.
    func masked(by mask: Tensor) throws -> [Tensor] {
        try withoutGradients {
            let isKept = try mask.isGreater(than: 0.5)
            return try allMembers.map { member in
                let (parameter, shape) = (member.parameter, member.parameter.tensor.shape)
                let spread = try member.pattern.spread(isKept, overShape: shape).expanded(to: shape)
                let weight = try parameter.tensor.withoutZeros()
                return try (parameter.zeroMask.map { try weight * $0 } ?? weight).selected(
                    where: spread, otherwise: weight.zerosLike())
            }
        }
    }
}
