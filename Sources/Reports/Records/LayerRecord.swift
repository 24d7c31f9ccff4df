/// What became of one prunable layer.
public struct LayerRecord: Codable, Sendable, Equatable {
    /// The path of the weight in the network, as in "features.3.weight".
    public var path: String
    /// The shape of the weight, outputs first.
    public var shape: [Int]
    /// The number of weights.
    public var weightCount: Int
    /// The number of weights that are zero under the hard mask.
    public var zeroCount: Int
    /// The share of zeros that was asked for, in 0…1.
    public var targetSparsity: Double
    /// The magnitude *t* at which keeping and pruning are equally likely; `nil` where each group
    /// of weights has its own.
    public var threshold: Double?
    /// The temperature τ of the soft mask, in squared units of the weights.
    public var temperature: Double?
    /// The distribution of the weights before hardening.
    public var histogram: WeightHistogram?

    /// Makes the record of one layer.
    public init(
        path: String, shape: [Int], weightCount: Int, zeroCount: Int, targetSparsity: Double,
        threshold: Double? = nil, temperature: Double? = nil, histogram: WeightHistogram? = nil
    ) {
        self.path = path
        self.shape = shape
        self.weightCount = weightCount
        self.zeroCount = zeroCount
        self.targetSparsity = targetSparsity
        self.threshold = threshold
        self.temperature = temperature
        self.histogram = histogram
    }

    /// The share of zeros, in 0…1; zero for a layer without weights.
    public var sparsity: Double {
        weightCount > 0 ? Double(zeroCount) / Double(weightCount) : 0
    }

    /// The shape as it is printed, as in "64 × 32 × 3 × 3".
    var shapeText: String { shape.map(String.init).joined(separator: " × ") }
}
