public import Pruning
public import Reports

/// What a run will make of its network, before any training.
public struct RunPlan: Encodable, Equatable, Sendable {
    /// The name of the network.
    public let network: String

    /// The name of the data set.
    public let dataset: String

    /// The pruning method; `dense` without pruning.
    public let method: String

    /// The layers to prune; `nil` without pruning.
    public let pruning: PruningPlan?

    /// The weights that stay dense, each with the reason and its multiply-adds.
    public let excluded: [Exclusion]

    /// The number of all trained values.
    public let parameterCount: Int

    /// The trained values that are not promised to be zero.
    public let nonzeroParameterCount: Int

    /// The size of the model file in bytes, which holds zeros like other numbers. Exact where the
    /// zeros of every layer are as planned; otherwise off by the digits of their numbers.
    public let modelByteCount: Int

    /// The examples of a batch, of all processes together.
    public let batchSize: Int

    /// The batches of a step.
    public let accumulation: Int

    /// The processes that share a batch.
    public let processCount: Int

    /// The largest learning rate.
    public let learningRate: Double

    /// How convolutions and products are computed while training; `nil` for single precision.
    public let autocast: String?

    /// The segments of the network whose activations are computed anew in the backward pass; `nil` where all are
    /// kept.
    public let checkpointedSegmentCount: Int?

    /// What one of the examples is called, such as `image`.
    public let exampleName: String

    /// The multiply-adds for one example, padding included, before pruning; those of products without
    /// weights, as in attention, are among them. `nil` where no graph can say what the network computes.
    public let multiplyAdds: Int?

    /// The multiply-adds without those of the weights that are promised to be zero.
    public let remainingMultiplyAdds: Int?

    /// What is left when empty channels are taken out; `nil` where channels are not pruned together.
    public let thinned: Thinned?

    /// How long an example would take here; `nil` unless it was measured.
    public var latency: LatencyRecord?

    /// What a run would take here; `nil` unless it was measured.
    public var forecast: RunForecast?

    /// A network without its empty channels.
    public struct Thinned: Encodable, Equatable, Sendable {
        /// The number of all trained values.
        public let parameterCount: Int

        /// The multiply-adds for one example.
        public let multiplyAdds: Int
    }

    /// What should be known about these numbers.
    public let notes: [String]
}
