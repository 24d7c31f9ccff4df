public import Layers
public import Tensors

/// One mask and the parameters it is applied to: one weight as a rule, several where channels are
/// coupled, and only some outputs of a weight where others are coupled otherwise, or make lower blocks.
public final class PrunedLayer {
    /// The parameters, or the channels of them, that share the mask.
    public let members: [LayerMember]

    /// What loses the same channels without a say in which: biases, scales, depthwise kernels and tables of
    /// embeddings. They are not counted among the weights.
    public let followers: [LayerMember]

    /// What tells the layer from the others of its network: the first path, with a number where several
    /// layers begin in one parameter.
    public let key: String

    /// The name of the ``ChannelCoupling`` whose channels are pruned; `nil` for none.
    public let coupling: String?

    /// The paths of the parameters in the network.
    public let paths: [String]

    /// The parameters that share the mask; other layers may have other channels of them.
    public let parameters: [Parameter]

    /// What is pruned together; how a parameter is seen as units, its ``LayerMember/pattern`` says.
    public let pattern: any Pattern

    /// The number of groups of competing units.
    public let groupCount: Int

    /// The number of units in each group.
    public let unitsPerGroup: Int

    /// The units of each group that are pruned in the end; 0 until they have been allocated.
    public internal(set) var targetUnitCount = 0

    /// The units of each group that are pruned now.
    ///
    /// The pruner sets it before every step; a method may set another in its
    /// ``PruningMethod/prepareStep(_:at:)``.
    public var prunedUnitCount: Int {
        get { link.prunedUnitCount }
        set { link.prunedUnitCount = newValue }
    }

    /// The zeros under the mask that each parameter came with and keeps.
    var heldZeroCounts: [Int]

    /// `[groups, units]`, true for units of which every weight is a zero that is kept; `nil` where no
    /// zeros are.
    var heldUnits: Tensor?

    /// Whether some zeros that are kept are in units with other weights.
    var holdsPartsOfUnits = false

    /// What takes the place of the magnitudes when layers are compared, `[groups, units]`.
    var ranking: Tensor?

    /// The limit at which all layers were last divided, kept by the first of them: the next is looked for near it.
    var lastCommonMagnitude: Float?

    /// What the transforms of the parameters may hold.
    let link: LayerLink

    /// Joins parameters under one mask.
    ///
    /// - Throws: ``PruningError/unequalUnits(layers:)`` if the parameters do not have the same
    ///   groups and units, the same of them are not padding, or not all units of a parameter have the same
    ///   number of weights.
    public convenience init(_ members: [NamedParameter], pattern: some Pattern) throws {
        try self.init(
            members.map { LayerMember($0, pattern: pattern) }, key: members.first?.path ?? "")
    }

    /// Joins parameters under one mask, or under several where the units of `pattern` are not all equal.
    ///
    /// - Throws: ``PruningError/unequalUnits(layers:)``
    static func layers(
        of members: [NamedParameter], pattern: some Pattern
    ) throws -> [PrunedLayer] {
        let parts = members.map { pattern.equalParts(ofShape: $0.parameter.tensor.shape) }
        guard let first = parts.first, parts.allSatisfy({ $0.count == first.count }) else {
            throw PruningError.unequalUnits(layers: members.map(\.path))
        }
        return try first.indices.map { index in
            try PrunedLayer(
                zip(members, parts).map { LayerMember($0, pattern: $1[index]) },
                key: index == 0 ? members[0].path : "\(members[0].path)#\(index + 1)")
        }
    }

    /// Joins parameters, or channels of them, under one mask.
    ///
    /// - Throws: ``PruningError/unequalUnits(layers:)``
    init(
        _ members: [LayerMember], followers: [LayerMember] = [], key: String,
        coupling: String? = nil
    ) throws {
        self.coupling = coupling
        self.members = members
        self.followers = followers
        self.key = key
        paths = members.map(\.path)
        parameters = members.map(\.parameter)
        let counts = members.map { $0.pattern.unitCounts(ofShape: $0.parameter.tensor.shape) }
        let haveEqualUnits = members.allSatisfy {
            $0.pattern.equalParts(ofShape: $0.parameter.tensor.shape).count == 1
        }
        guard let first = counts.first, counts.allSatisfy({ $0 == first }), haveEqualUnits else {
            throw PruningError.unequalUnits(layers: paths)
        }
        pattern = members[0].pattern
        (groupCount, unitsPerGroup) = first
        heldZeroCounts = members.map { _ in 0 }
        link = LayerLink(
            members, isDivided: !followers.isEmpty || members.contains(where: \.isPart))
        guard try parameters.count == 1 || hasEqualPadding() else {
            throw PruningError.unequalUnits(layers: paths)
        }
    }

    /// The members and, after them, the followers.
    public var allMembers: [LayerMember] { members + followers }

    /// Whether the units that stand for no weight are the same in all parameters.
    private func hasEqualPadding() throws -> Bool {
        let places = try members.map { member in
            try member.pattern.magnitudes(of: .full(member.parameter.tensor.shape, 1))
                .isGreater(than: 0).elements(as: Bool.self)
        }
        return places.allSatisfy { $0 == places[0] }
    }

    /// The path, or paths, for people, with the channels where they are not all.
    public var name: String { link.name }

    /// The device of the weights.
    var device: Device { parameters[0].tensor.device ?? .cpu }

    /// The number of weights under the mask.
    public var weightCount: Int { members.reduce(0) { $0 + $1.weightCount } }

    /// The number of weights that one unit stands for, padding aside.
    public var weightsPerUnit: Int {
        let unitCount = max(groupCount * unitsPerGroup, 1)
        return (weightCount + unitCount - 1) / unitCount
    }

    /// The units of each group to prune in the end, where the pattern itself says so.
    public var patternUnitCount: Int? {
        pattern.prunedUnitCount(ofShape: parameters[0].tensor.shape)
    }

    /// The zeros under the mask when `prunedUnitCount` units of each group are pruned.
    public func zeroCount(prunedUnitCount: Int) -> Int {
        members.reduce(0) {
            $0
                + $1.pattern.zeroCount(
                    ofShape: $1.parameter.tensor.shape, prunedUnitCount: prunedUnitCount)
        }
    }

    /// The share of zeros that the current number of pruned units makes.
    public var sparsity: Double { sparsity(prunedUnitCount: prunedUnitCount) }

    /// The share of zeros in the end.
    public var targetSparsity: Double { sparsity(prunedUnitCount: targetUnitCount) }

    private func sparsity(prunedUnitCount: Int) -> Double {
        Double(zeroCount(prunedUnitCount: prunedUnitCount)) / Double(max(weightCount, 1))
    }

    /// The magnitudes of the units, `[groups, units]`; those of several parameters are combined as
    /// the root of the sum of squares, whose derivative is 0 where all of them are 0.
    ///
    /// - Throws: ``PruningError/notFinite(layer:)`` if a weight in the memory of the processor is not
    ///   finite. Those of other devices are looked at when the network is hardened.
    public func magnitudes() throws -> Tensor { try link.magnitudes() }

    /// The threshold of the first group for the current number of pruned units; `nil` while none or
    /// all are pruned.
    public func currentThreshold() throws -> Double? {
        guard prunedUnitCount > 0, prunedUnitCount < unitsPerGroup else { return nil }
        let thresholds = try threshold(of: magnitudes(), prunedCount: prunedUnitCount)
        return try thresholds.narrowed(0, to: 0..<1).item()
    }

    /// The hard mask of the current number of pruned units, `[groups, units]`.
    ///
    /// - Throws: ``PruningError/notFinite(layer:)`` if a weight is not finite.
    public func hardMask() throws -> Tensor {
        try checkWeights()
        return try Pruning.hardMask(of: magnitudes(), prunedCount: prunedUnitCount)
    }
}
