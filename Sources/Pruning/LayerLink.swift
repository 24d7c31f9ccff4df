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

    private struct Member {
        weak var parameter: Parameter?
        let pattern: any Pattern
    }

    init(_ members: [LayerMember]) {
        name = members.map(\.name).joined(separator: " + ")
        self.members = members.map { Member(parameter: $0.parameter, pattern: $0.pattern) }
    }

    /// How the only parameter is seen as units; `nil` where several share the mask.
    var onlyPattern: (any Pattern)? { isShared ? nil : members.first?.pattern }

    /// Whether several parameters share the mask.
    var isShared: Bool { members.count > 1 }

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
