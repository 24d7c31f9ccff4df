import InferenceKernels

/// How the weights of a product are kept for a kernel.
enum WeightFormat: Hashable, Sendable {
    /// All weights, the zeros among them.
    case dense
    /// Weights without zeros. Those of `height` neighbouring outputs share their places, and are kept
    /// where any of them is not zero.
    case sparse(height: Int)

    /// All formats that kernels take.
    static let all = [dense] + SparseBlock.heights.map { sparse(height: $0) }

    /// Whether zeros are left out.
    var leavesZerosOut: Bool { self != .dense }

    /// How many neighbouring outputs share the places of their weights.
    var height: Int {
        switch self {
        case .dense: SparseBlock.heights[SparseBlock.heights.count - 1]
        case .sparse(let height): height
        }
    }

    /// What tables say.
    var name: String {
        switch self {
        case .dense: "dense"
        case .sparse(height: 1): "sparse"
        case .sparse(let height): "sparse \(height)×1"
        }
    }

    /// The format that a table names.
    init?(name: String) {
        guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
        self = format
    }

    /// How many inputs blocks have: all the same number but for the last, which may have less.
    ///
    /// Single weights need a load for each product, so the rows of a tile should lie in a near cache: as many
    /// as costs say, or more where taps share them. The other formats use several times what they load, and may
    /// do with a second-level cache.
    func blockDepth(
        inputCount: Int, _ costs: KernelCosts, tapsShareLanes: Bool = false
    ) -> Int {
        let singleDepth = tapsShareLanes ? max(288, costs.blockDepth) : costs.blockDepth
        let largestDepth = height > 1 ? costs.sharedBlockDepth : singleDepth
        let blockCount = max(1, (inputCount + largestDepth - 1) / largestDepth)
        return max(1, (inputCount + blockCount - 1) / blockCount)
    }
}
