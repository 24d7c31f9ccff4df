/// The two magnitudes between which the threshold of a pruning step lies.
///
/// With the weights sorted by magnitude and *k* of them to prune, they are the *k*-th and the
/// (*k* + 1)-th smallest magnitude: max W_l and min W_h of PDP.
///
/// Source: Cho, Adya and Naik, "PDP: Parameter-free Differentiable Pruning is All You Need",
/// NeurIPS 2023, arXiv:2305.11203, the definition of t.
public struct MagnitudeSelection: Equatable, Sendable {
    /// The largest magnitude on its way out; 0 if nothing is pruned.
    public let largestPruned: Float

    /// The smallest magnitude that stays; infinity if everything is pruned.
    public let smallestKept: Float

    /// The threshold *t*, halfway between the two, computed without overflow.
    ///
    /// It is infinity if everything is pruned. If nothing is pruned it is 0, at which the soft
    /// mask of a zero weight is still one half: a caller that prunes nothing uses the weights
    /// themselves, because their mask is one.
    public let threshold: Float

    init(largestPruned: Float, smallestKept: Float, prunesNothing: Bool) {
        self.largestPruned = largestPruned
        self.smallestKept = smallestKept
        threshold = prunesNothing ? 0 : Float(0.5 * (Double(largestPruned) + Double(smallestKept)))
    }

    /// Finds the magnitudes on both sides of the rank `prunedCount`, exactly.
    ///
    /// A sample drawn with a fixed seed brackets the rank, one scan counts what lies outside of
    /// the bracket and collects the few candidates inside, and the rank is found among those. If
    /// the bracket misses, which the counts prove, a second scan takes the side that they name.
    /// A guess takes the place of the sample where it is good. The result depends on the weights
    /// alone, not on the sample, the guess or the number of threads.
    ///
    /// - Parameters:
    ///   - weights: Any shape, in any order; infinities are allowed.
    ///   - prunedCount: *k*, in `0...weights.count`.
    ///   - guess: A threshold to look around first, such as that of the step before.
    ///   - threads: The threads to use; no result depends on them.
    ///   - isFinite: Whether infinities are refused like NaN, which costs nothing.
    /// - Throws: ``KernelError/invalidPrunedCount(found:allowed:)``,
    ///   ``KernelError/notANumber(index:)`` for the first NaN, or, where all weights have to be
    ///   finite, ``KernelError/notFinite(index:)`` for the first that is not.
    /// - Complexity: O(*n*) time, one read of the weights as a rule, and memory for about 2 % of
    ///   them.
    public init(
        of weights: UnsafeBufferPointer<Float>, prunedCount: Int, near guess: Float? = nil,
        threads: Threads, requiresFinite isFinite: Bool = false
    ) throws(KernelError) {
        let allowed = 0...weights.count
        guard allowed.contains(prunedCount) else {
            throw .invalidPrunedCount(found: prunedCount, allowed: allowed)
        }
        guard let start = weights.baseAddress, !weights.isEmpty else {
            self.init(largestPruned: 0, smallestKept: .infinity, prunesNothing: true)
            return
        }
        let search = MagnitudeSearch(
            values: UnsafeRawPointer(start), count: weights.count, threads: threads,
            largestAllowed: isFinite ? infinityBits - 1 : infinityBits)
        let ranks = max(1, prunedCount)...min(weights.count, prunedCount + 1)
        var near: (lower: Int32, upper: Int32)?
        if let guess { near = try search.magnitudes(atRanks: ranks, near: guess) }
        let found = if let near { near } else { try search.magnitudes(atRanks: ranks) }
        self.init(
            largestPruned: prunedCount == 0 ? 0 : magnitude(found.lower),
            smallestKept: prunedCount == weights.count ? .infinity : magnitude(found.upper),
            prunesNothing: prunedCount == 0)
    }
}

/// Returns the magnitude that has these bits.
private func magnitude(_ bits: Int32) -> Float {
    Float(bitPattern: UInt32(bitPattern: bits))
}
