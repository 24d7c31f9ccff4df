import Layers
import Tensors

/// A layer as the transforms of its own parameters see it.
///
/// It outlives the pruner, so a network goes on computing as it last did, and it does not keep the
/// parameters alive, so a parameter whose transform holds it does not hold itself.
final class LayerLink {
    /// The path, or paths, for people.
    let name: String

    /// The units of each group that are pruned now.
    var prunedUnitCount = 0

    /// The threshold of the last fused forward pass, near which the next one is looked for.
    var lastThreshold: Float?

    private let members: [Member]

    /// Whether the parameters compute with one mask in a forward pass, not each with one of its own.
    private let isDivided: Bool

    private var shared: SharedMask?

    private struct Member {
        weak var parameter: Parameter?
        let pattern: any Pattern
    }

    init(_ members: [LayerMember], isDivided: Bool) {
        self.isDivided = isDivided
        name = members.map(\.name).joined(separator: " + ")
        self.members = members.map { Member(parameter: $0.parameter, pattern: $0.pattern) }
    }

    /// How the only parameter is seen as units; `nil` where several share the mask.
    var onlyPattern: (any Pattern)? { isShared ? nil : members.first?.pattern }

    /// Whether several parameters share the mask.
    var isShared: Bool { members.count > 1 }

    /// The mask that `compute` makes, once for all parameters of a layer with many of them.
    ///
    /// A forward pass asks for every parameter, so a parameter that asks again begins another one: its
    /// mask is computed anew, as the derivative of the last one may be used up.
    ///
    /// - Parameters:
    ///   - user: The transform of a parameter.
    ///   - temperature: What the mask depends on besides the weights.
    ///   - compute: Computes the mask.
    /// - Returns: The mask.
    /// - Throws: What `compute` throws.
    func mask(
        for user: SoftMasking, temperature: PDP.Temperature, _ compute: () throws -> Tensor
    ) throws -> Tensor {
        guard isDivided else { return try compute() }
        let tensors = members.compactMap(\.parameter).map(\.tensor)
        let state = SharedMask.State(
            versions: try tensors.map { try $0.version }, prunedUnitCount: prunedUnitCount,
            temperature: temperature,
            isRecorded: try tensors.first?.narrowed(0, to: 0..<1).requiresGradient ?? false)
        if let shared, shared.state == state, !shared.users.contains(ObjectIdentifier(user)) {
            self.shared?.users.insert(ObjectIdentifier(user))
            return shared.mask
        }
        let mask = try compute()
        shared = SharedMask(mask: mask, state: state, users: [ObjectIdentifier(user)])
        return mask
    }

    /// The magnitudes of the units, as ``PrunedLayer/magnitudes()`` says.
    func magnitudes() throws -> Tensor {
        let all = try members.compactMap { member in
            try member.parameter.map { try member.pattern.magnitudes(of: $0.tensor) }
        }
        guard let first = all.first else {
            preconditionFailure("no parameter of '\(name)' is alive")
        }
        guard all.count > 1 else { return try first.checkedToBeFinite(in: name) }
        let squares = try all.map { try $0.squared() }
        return try squares.dropFirst().reduce(squares[0]) { try $0 + $1 }.norm()
            .checkedToBeFinite(in: name)
    }
}

/// A mask that several parameters compute with in one forward pass.
private struct SharedMask {
    /// What the mask was computed from.
    struct State: Equatable {
        let versions: [Int]
        let prunedUnitCount: Int
        let temperature: PDP.Temperature
        let isRecorded: Bool
    }

    let mask: Tensor
    let state: State
    /// The transforms that have got it.
    var users: Set<ObjectIdentifier>
}
