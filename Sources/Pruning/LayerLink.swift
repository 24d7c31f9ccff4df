import Layers
import Tensors

/// A layer as the transforms of its own parameters see it.
///
/// It outlives the pruner, so a network goes on computing as it last did, and it does not keep the
/// parameters alive, so a parameter whose transform holds it does not hold itself.
final class LayerLink {
    /// The path, or paths, for people.
    let name: String

    /// What is pruned together.
    let pattern: any Pattern

    /// The units of each group that are pruned now.
    var prunedUnitCount = 0

    /// The threshold of the last fused forward pass, near which the next one is looked for.
    var lastThreshold: Float?

    private let members: [Member]

    private struct Member {
        weak var parameter: Parameter?
    }

    init(name: String, _ parameters: [Parameter], pattern: some Pattern) {
        self.name = name
        self.pattern = pattern
        members = parameters.map(Member.init)
    }

    /// Whether several parameters share the mask.
    var isShared: Bool { members.count > 1 }

    /// The magnitudes of the units, as ``PrunedLayer/magnitudes()`` says.
    func magnitudes() throws -> Tensor {
        let all = try members.compactMap(\.parameter).map { try pattern.magnitudes(of: $0.tensor) }
        guard let first = all.first else {
            preconditionFailure("no parameter of '\(name)' is alive")
        }
        guard all.count > 1 else { return try first.checkedToBeFinite(in: name) }
        let squares = try all.map { try $0.squared() }
        return try squares.dropFirst().reduce(squares[0]) { try $0 + $1 }.norm()
            .checkedToBeFinite(in: name)
    }
}
