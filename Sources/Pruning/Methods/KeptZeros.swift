public import Layers

/// No pruning at all: the zeros that the network comes with stay, and all other weights are trained.
///
/// The pruner holds the zeros; see ``Pruner/init(keepingZerosOf:holdingZeros:where:)``.
public final class KeptZeros: PruningMethod {
    /// Creates the method.
    public init() {}

    /// `kept-zeros`.
    public var name: String { "kept-zeros" }

    /// No.
    public var followsSchedule: Bool { false }

    /// Does nothing.
    public func attach(to layers: [PrunedLayer]) {}
}

extension Pruner {
    /// Trains a sparse network without losing one of its zeros, and prunes nothing.
    ///
    ///     let pruner = try Pruner(keepingZerosOf: network)
    ///     …                                  // any training loop
    ///     try pruner.harden()
    ///
    /// - Parameters:
    ///   - network: A network with exact zeros in its weights.
    ///   - holdsZeros: Whether the zeros of a weight are kept; by default those of all weights that are
    ///     partly zero.
    ///   - isKept: A further choice of weights, by path and kind; by default all of them.
    /// - Throws: ``PruningError/nothingToKeep`` for a network without zeros, or
    ///   ``PruningError/alreadyPruned(layer:)``.
    public convenience init(
        keepingZerosOf network: any Module,
        holdingZeros holdsZeros: ((NamedParameter) -> Bool)? = nil,
        where isKept: (NamedParameter) -> Bool = { _ in true }
    ) throws {
        try network.checkMembers()
        let sparse = try network.weights(holdingZeros: holdsZeros).filter {
            try isKept($0) && $0.parameter.zeroCount() > 0
        }
        guard !sparse.isEmpty else { throw PruningError.nothingToKeep }
        let chosen = Set(sparse.map { ObjectIdentifier($0.parameter) })
        try self.init(
            network, sparsity: 0, schedule: .oneShot, allocation: ExplicitAllocation { _ in 0 },
            method: KeptZeros(), holdingZeros: { chosen.contains(ObjectIdentifier($0.parameter)) },
            where: { chosen.contains(ObjectIdentifier($0.parameter)) })
    }
}
