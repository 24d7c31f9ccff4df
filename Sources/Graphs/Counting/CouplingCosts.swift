/// What a network costs when channels of its couplings have been taken out, without taking them out.
///
/// An element of a weight goes with any of the channels that it makes or reads. Products that have no
/// weight, as in attention, are counted whole.
public struct CouplingCosts: Sendable {
    /// Two costs of a network.
    public struct Cost: Hashable, Sendable {
        /// The multiplications with an addition.
        public var multiplyAdds: Int
        /// The elements of the weights that count as parameters.
        public var parameterCount: Int
    }

    /// The couplings, in the order of the graph.
    public let couplings: [Coupling]
    private let weights: [Weight]
    private let multiplyAddsWithoutWeights: Int

    private struct Weight {
        let useCount: Int
        let isParameter: Bool
        /// The size of every axis, and which couplings have how many positions a channel along it.
        let axes: [(size: Int, cuts: [(coupling: Int, positionsPerChannel: Int)])]
    }

    /// Reads what the weights of a graph cost.
    ///
    /// - Parameters:
    ///   - graph: A graph whose sizes are bound (``Graph/binding(_:)``).
    ///   - parameters: The weights that count as parameters; `nil` for all numbers but
    ///     ``Graph/runningStatistics``.
    /// - Throws: ``GraphError`` if the graph is not valid or has a size that is still a symbol.
    public init(of graph: Graph, parameters: Set<String>? = nil) throws(GraphError) {
        let couplings = try graph.couplings()
        self.couplings = couplings
        let cuts = Self.cuts(of: couplings, in: graph)
        let uses = try graph.weightUseCounts()
        let statistics = graph.runningStatistics
        weights = graph.weights.filter(\.value.elementType.isFloatingPoint).map { name, data in
            Weight(
                useCount: uses[name] ?? 0,
                isParameter: parameters?.contains(name) ?? !statistics.contains(name),
                axes: data.shape.enumerated().map { axis, size in
                    (
                        size,
                        (cuts[name] ?? []).filter { $0.axis == axis }.map {
                            ($0.coupling, $0.positionsPerChannel)
                        }
                    )
                })
        }
        let weighted = weights.reduce(0) { sum, weight in
            sum + weight.useCount * weight.axes.reduce(1) { $0 * $1.size }
        }
        multiplyAddsWithoutWeights = try graph.count().multiplyAdds - weighted
    }

    /// Where the weights are cut, by their names.
    private static func cuts(
        of couplings: [Coupling], in graph: Graph
    ) -> [String: [(axis: Int, coupling: Int, positionsPerChannel: Int)]] {
        // Layer norms keep their width, for the mean is one over all channels.
        let normWeights = Set(
            graph.nodes.flatMap { node -> [String] in
                guard case .layerNormalization = node.operation else { return [] }
                return node.inputs.dropFirst().compactMap { $0 }
            })
        var cuts: [String: [(axis: Int, coupling: Int, positionsPerChannel: Int)]] = [:]
        for (index, coupling) in couplings.enumerated() {
            for member in coupling.members
            where !(coupling.isAveraged && normWeights.contains(member.weight)) {
                cuts[member.weight, default: []].append(
                    (member.axis, index, member.places.first?.count ?? 0))
            }
        }
        return cuts
    }

    /// The cost without some channels.
    ///
    /// - Parameter removed: How many channels go, for each coupling.
    /// - Returns: The cost of what is left.
    public func cost(removing removed: [Int]) -> Cost {
        weights.reduce(into: Cost(multiplyAdds: multiplyAddsWithoutWeights, parameterCount: 0)) {
            cost, weight in
            let count = weight.axes.reduce(1) { count, axis in
                count
                    * axis.cuts.reduce(axis.size) {
                        $0 - $1.positionsPerChannel * removed[$1.coupling]
                    }
            }
            cost.multiplyAdds += weight.useCount * count
            if weight.isParameter { cost.parameterCount += count }
        }
    }

    /// The cost of the whole network.
    public var whole: Cost { cost(removing: couplings.map { _ in 0 }) }
}
