/// What pruning will do to a network, layer by layer, before any training.
///
/// A plan is made with ``Pruner/plan()``, kept as JSON (``json()``, ``init(json:)``), edited, and
/// used again as an allocation with ``ExplicitAllocation``. Of a layer only
/// `paths` and `sparsity` count then; the rest is for people.
public struct PruningPlan: Equatable, Sendable {
    /// The plan of one mask.
    public struct Layer: Equatable, Sendable, Codable {
        /// The paths of the parameters under the mask.
        public var paths: [String]

        /// For each parameter the channels under the mask, such as `0-15,24-39`, or `nil` for all of
        /// them; `nil` where all have all.
        public var channels: [String?]?

        /// The shapes of these parameters, `[outputs, inputs, …]`, of the channels under the mask.
        public var shapes: [[Int]]

        /// The kinds of these parameters, such as `convolution`.
        public var kinds: [String]

        /// The number of weights under the mask.
        public var weightCount: Int

        /// The units to prune in each group, as they were when the plan was made.
        public var prunedUnitCount: Int

        /// The number of units in each group.
        public var unitsPerGroup: Int

        /// The share of the weights that will be zero, in `0..<1`, apart from zeros that were there
        /// before.
        public var sparsity: Double

        /// The multiply-adds of the dense layer for one input; `nil` where they are not known.
        public var multiplyAdds: Int?

        /// The zeros that are certain where the weights came with some; `nil` where they had none.
        public var leastZeroCount: Int?

        /// The number of weights that will be zero, at least.
        public var zeroCount: Int {
            max(Int((sparsity * Double(weightCount)).rounded()), leastZeroCount ?? 0)
        }

        /// The share of zeros with those that were there before.
        public var finalSparsity: Double { Double(zeroCount) / Double(max(weightCount, 1)) }

        /// ``multiplyAdds`` without those of the weights that will be zero.
        public var remainingMultiplyAdds: Int? {
            multiplyAdds.map { dense in
                let kept = Double(weightCount - zeroCount) / Double(max(weightCount, 1))
                return Int((Double(dense) * kept).rounded())
            }
        }

        /// The paths, for people, with the channels where they are not all.
        public var name: String { memberNames.joined(separator: " + ") }

        /// The parameters, with the channels where they are not all.
        public var memberNames: [String] {
            paths.indices.map { memberName(paths[$0], channels: channels(ofMember: $0)) }
        }

        /// The channels of a parameter that are under the mask; `nil` for all of them.
        func channels(ofMember index: Int) -> String? {
            channels.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        }
    }

    /// The pattern's name.
    public var pattern: String

    /// The allocation's name.
    public var allocation: String

    /// The share of zeros that was asked for.
    public var targetSparsity: Double

    /// The layers that are pruned.
    public var layers: [Layer]

    /// The weights that are not pruned.
    public var excluded: [Exclusion]

    /// The number of all trained values of the network.
    public var parameterCount: Int

    /// The number of weights of ``layers``.
    public var prunableWeightCount: Int { layers.reduce(0) { $0 + $1.weightCount } }

    /// The number of weights that will be zero.
    public var zeroCount: Int { layers.reduce(0) { $0 + $1.zeroCount } }

    /// The share of zeros of the prunable weights.
    public var sparsity: Double { Double(zeroCount) / Double(max(prunableWeightCount, 1)) }

    /// One sentence for each layer that would keep less than a twentieth of its channels or weights.
    public var warnings: [String] {
        let isForChannels = pattern == OutputChannels().description
        return layers.compactMap { layer in
            let all = isForChannels ? layer.unitsPerGroup : layer.weightCount
            let kept =
                isForChannels ? all - layer.prunedUnitCount : all - layer.zeroCount
            guard kept * 20 < all else { return nil }
            let units = isForChannels ? "channels" : "weights"
            return "'\(layer.name)' keeps \(kept) of \(all) \(units), less than 5 %"
        }
    }

    /// The share of zeros of all trained values.
    public var sparsityOfAllParameters: Double {
        Double(zeroCount) / Double(max(parameterCount, 1))
    }
}
