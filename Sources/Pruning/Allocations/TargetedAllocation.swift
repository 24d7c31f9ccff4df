import Layers
import Tensors

/// As many zeros as another allocation needs until the network costs what it may.
///
/// The cost is whatever a closure says, such as multiply-adds of a network without its empty
/// channels. It must not rise where units go.
public struct TargetedAllocation: Allocation {
    /// What shares the zeros out.
    public let base: any Allocation

    /// What is counted, for people.
    public let quantity: String

    /// What the network may cost.
    public let limit: Double

    /// For channels: as many stay as a multiple of this has positions, as processors want them.
    public let multiple: Int

    /// The cost when of each layer so many units of each group are gone.
    public let cost: @Sendable (_ layers: [PrunedLayer], _ prunedUnitCounts: [Int]) -> Double

    /// Creates the allocation.
    ///
    /// - Parameters:
    ///   - base: What shares the zeros out; its limits hold.
    ///   - quantity: What is counted, for messages, such as `multiply-adds`.
    ///   - limit: What the network may cost.
    ///   - multiple: What the number of channels that stay is rounded up to a multiple of.
    ///   - cost: The cost when of each layer so many units of each group are gone.
    public init(
        _ base: any Allocation, of quantity: String, atMost limit: Double, multiple: Int = 1,
        cost: @escaping @Sendable (_ layers: [PrunedLayer], _ prunedUnitCounts: [Int]) -> Double
    ) {
        self.base = base
        self.quantity = quantity
        self.limit = limit
        self.multiple = multiple
        self.cost = cost
    }

    /// The base, with what is counted.
    public var description: String { "\(base) for \(quantity)" }

    /// Whether the base does.
    public var dependsOnWeights: Bool { base.dependsOnWeights }

    /// Yes: the cost decides.
    public var hasOwnSparsities: Bool { true }

    /// The base's numbers for the lowest sparsity with which the network costs no more than ``limit``,
    /// found by halving the range; `sparsity` means nothing.
    ///
    /// - Throws: ``PruningError/unreachableTarget(quantity:limit:least:limits:)`` where all that may go is not
    ///   enough, ``PruningError/needlessTarget(quantity:limit:whole:)`` where nothing has to go, and what
    ///   the base throws.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        var (low, high) = (0.0, 1.0)
        var best: [Int]?
        var least = cost(layers, layers.map { _ in 0 })
        guard least > limit else {
            throw PruningError.needlessTarget(quantity: quantity, limit: limit, whole: least)
        }
        while high - low > Self.resolution {
            let middle = (low + high) / 2
            guard let counts = try reachable(middle, layers) else {
                high = middle
                continue
            }
            let found = cost(layers, counts)
            least = min(least, found)
            if found > limit {
                low = middle
            } else {
                (best, high) = (counts, middle)
            }
        }
        guard let best else {
            throw PruningError.unreachableTarget(
                quantity: quantity, limit: limit, least: least,
                limits: (base as? ConstrainedAllocation)?.limitTexts ?? [])
        }
        return best
    }

    /// How exactly the sparsity is found.
    private static let resolution = 1e-5

    /// The base's numbers for a sparsity, rounded; `nil` where the layers cannot reach it.
    private func reachable(_ sparsity: Double, _ layers: [PrunedLayer]) throws -> [Int]? {
        do {
            let counts = try base.prunedUnitCounts(for: layers, sparsity: sparsity)
            return zip(layers, counts).map { layer, count in
                layer.prunedUnitCount(count, keepingMultipleOf: multiple)
            }
        } catch PruningError.unreachableSparsity {
            return nil
        }
    }
}

extension PrunedLayer {
    /// The most channels to prune, up to `count`, with which a multiple of `multiple` positions stays, or
    /// all of them; `count` itself for other patterns.
    public func prunedUnitCount(_ count: Int, keepingMultipleOf multiple: Int) -> Int {
        guard multiple > 1, pattern.family == .channels, patternUnitCount == nil else {
            return count
        }
        let step = multiple / greatestCommonDivisor(multiple, positionsPerChannel)
        let kept = (unitsPerGroup - count + step - 1) / step * step
        return max(0, unitsPerGroup - kept)
    }

    /// The positions of a channel along the first axis.
    private var positionsPerChannel: Int {
        let shape = parameters[0].tensor.shape
        return (pattern as? PlacedChannels)?.places.positions.first?.count
            ?? max(1, (shape.first ?? 1) / max(unitsPerGroup, 1))
    }
}

private func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? first : greatestCommonDivisor(second, first % second)
}
