import Files
import Foundation
import Graphs
import Layers
import Pruning
import Tensors

/// What a network costs for one example, whole and when units of its layers are gone.
struct NetworkCosts: Sendable {
    /// What is left.
    struct Cost {
        var multiplyAdds: Int
        var parameterCount: Int
        /// The bytes of the weights, with the least that saying where zeros are takes.
        var byteCount: Double
    }

    /// How often each element of a weight is multiplied and added, by its path.
    let useCounts: [String: Int]

    /// The multiply-adds of the whole network, those of products without weights included.
    var multiplyAdds: Int { whole.multiplyAdds }

    private let couplings: CouplingCosts
    private let whole: CouplingCosts.Cost
    /// The couplings by name.
    private let indices: [String: Int]
    private let bytesPerNumber: Int

    /// Reads the costs from a graph whose sizes are bound.
    ///
    /// - Parameters:
    ///   - graph: The graph.
    ///   - parameters: The paths of the trained weights.
    ///   - precision: How numbers are stored.
    /// - Throws: `GraphError`.
    init(
        of graph: Graph, parameters: Set<String>, precision: StoredPrecision
    ) throws {
        useCounts = try graph.weightUseCounts()
        let couplings = try CouplingCosts(of: graph, parameters: parameters)
        self.couplings = couplings
        whole = couplings.whole
        indices = Dictionary(
            couplings.couplings.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first })
        bytesPerNumber =
            switch precision {
            case .float16, .bfloat16: 2
            case .unchanged, .float32: 4
            }
    }

    /// The cost when so many units of each group are gone: taken out with all that reads them where
    /// they are channels of couplings, else zero.
    func cost(of layers: [PrunedLayer], prunedUnitCounts counts: [Int]) -> Cost {
        var removed = couplings.couplings.map { _ in 0 }
        var zeros = Cost(multiplyAdds: 0, parameterCount: 0, byteCount: 0)
        for (layer, count) in zip(layers, counts) {
            if let index = layer.coupling.flatMap({ indices[$0] }) {
                removed[index] = count
                continue
            }
            let zeroCounts = layer.leastZeroCounts(prunedUnitCount: count)
            for (member, zeroCount) in zip(layer.members, zeroCounts) {
                zeros.multiplyAdds += (useCounts[member.path] ?? 0) * zeroCount
                zeros.parameterCount += zeroCount
                zeros.byteCount -= Self.leastPositionBytes(zeroCount, of: member.weightCount)
            }
        }
        let left = couplings.cost(removing: removed)
        let parameterCount = left.parameterCount - zeros.parameterCount
        return Cost(
            multiplyAdds: left.multiplyAdds - zeros.multiplyAdds, parameterCount: parameterCount,
            byteCount: Double(parameterCount * bytesPerNumber) - zeros.byteCount)
    }

    /// The bytes of saying which `zeroCount` of `count` weights are zero: n · H(p) bits.
    private static func leastPositionBytes(_ zeroCount: Int, of count: Int) -> Double {
        guard zeroCount > 0, zeroCount < count else { return 0 }
        let share = Double(zeroCount) / Double(count)
        let bits = -(share * log2(share) + (1 - share) * log2(1 - share))
        return bits * Double(count) / 8
    }
}

extension NetworkCosts {
    /// What `base` must prune for the network to cost no more than `target` says.
    func allocation(
        _ base: any Allocation, for target: TargetRecipe, multiple: Int
    ) -> any Allocation {
        func limit(_ value: Double, of whole: Int) -> Double {
            value <= 1 ? value * Double(whole) : value
        }
        func allocation(
            _ quantity: String, _ limit: Double, _ part: @escaping @Sendable (Cost) -> Double
        ) -> any Allocation {
            TargetedAllocation(base, of: quantity, atMost: limit, multiple: multiple) {
                part(cost(of: $0, prunedUnitCounts: $1))
            }
        }
        if let value = target.multiplyAdds {
            return allocation("multiply-adds", limit(value, of: whole.multiplyAdds)) {
                Double($0.multiplyAdds)
            }
        }
        if let value = target.parameters {
            return allocation("parameters", limit(value, of: whole.parameterCount)) {
                Double($0.parameterCount)
            }
        }
        return allocation("megabytes", target.megabytes ?? 0) { $0.byteCount / 1e6 }
    }
}
