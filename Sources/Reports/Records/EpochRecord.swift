/// What was measured in one epoch: one line of `metrics.jsonl`.
///
/// The names of the properties are the keys of the JSON. Metrics and the loss stand under their names.
/// Shares lie in 0…1.
public struct EpochRecord: Codable, Sendable, Equatable {
    /// The number of the epoch, counted from 1.
    public var epoch: Int
    /// Loss and metrics over the training data, with soft masks.
    public var trainingMetrics: [String: Double]
    /// Loss and metrics over the validation data, or over the test data where there are none, with the
    /// hard mask: the network that would be saved.
    public var validationMetrics: [String: Double]
    /// Loss and metrics over the validation data with soft masks; `nil` where nothing is pruned.
    public var softMetrics: [String: Double]?
    /// The share of zeros among the prunable weights under the hard mask.
    public var sparsity: Double
    /// The learning rate of the last step.
    public var learningRate: Double
    /// The time that the epoch took, with validation.
    public var seconds: Double
    /// The time of the training steps alone.
    public var trainingSeconds: Double
    /// The training throughput.
    public var examplesPerSecond: Double
    /// The temperature τ of the soft masks in the last step, in squared units of the weights, where
    /// it is the same for all layers; `nil` without soft masks.
    public var temperature: Double?
    /// The temperature of the soft masks in the last step as a multiple τ/t² of the squared
    /// threshold of each layer, where that is the same for all layers; `nil` without soft masks.
    public var relativeTemperature: Double?
    /// The steps that were left out because gradients overflowed; `nil` where the loss was not scaled.
    public var skippedSteps: Int?
    /// What the loss was multiplied by after the last step; `nil` where it was not scaled.
    public var lossScale: Double?

    /// Makes the record of one epoch.
    public init(
        epoch: Int, trainingMetrics: [String: Double], validationMetrics: [String: Double],
        softMetrics: [String: Double]? = nil, sparsity: Double, learningRate: Double,
        seconds: Double, trainingSeconds: Double, examplesPerSecond: Double,
        temperature: Double? = nil, relativeTemperature: Double? = nil,
        skippedSteps: Int? = nil, lossScale: Double? = nil
    ) {
        self.epoch = epoch
        self.trainingMetrics = trainingMetrics
        self.validationMetrics = validationMetrics
        self.softMetrics = softMetrics
        self.sparsity = sparsity
        self.learningRate = learningRate
        self.seconds = seconds
        self.trainingSeconds = trainingSeconds
        self.examplesPerSecond = examplesPerSecond
        self.temperature = temperature
        self.relativeTemperature = relativeTemperature
        self.skippedSteps = skippedSteps
        self.lossScale = lossScale
    }

    /// The mean loss over the training data.
    public var trainingLoss: Double { trainingMetrics[Metric.loss.name] ?? .nan }

    /// What hardening the mask costs in `metric`; negative where the hard mask does better, `nil`
    /// where one of the values is not known.
    public func softHardGap(in metric: Metric) -> Double? {
        softMetrics?[metric.name].flatMap { soft in
            validationMetrics[metric.name].map { metric.advantage(of: soft, over: $0) }
        }
    }
}

extension EpochRecord {
    /// The keys of older versions.
    private enum OlderKeys: String, CodingKey {
        case trainingLoss, trainingAccuracy, validationAccuracy, softAccuracy, imagesPerSecond
    }

    /// Reads a record, also one of older versions, which knew the accuracy alone and of the time only
    /// the whole.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let older = try decoder.container(keyedBy: OlderKeys.self)
        let isOlder = older.contains(.validationAccuracy)
        func accuracy(_ key: OlderKeys) throws -> [String: Double]? {
            try older.decodeIfPresent(Double.self, forKey: key).map { [Metric.accuracy.name: $0] }
        }
        if isOlder {
            trainingMetrics = try accuracy(.trainingAccuracy) ?? [:]
            trainingMetrics[Metric.loss.name] = try older.decode(
                Double.self, forKey: .trainingLoss)
            validationMetrics = try accuracy(.validationAccuracy) ?? [:]
            softMetrics = try accuracy(.softAccuracy)
            examplesPerSecond = try older.decode(Double.self, forKey: .imagesPerSecond)
            trainingSeconds = try values.decode(Double.self, forKey: .seconds)
        } else {
            trainingMetrics = try values.decode([String: Double].self, forKey: .trainingMetrics)
            validationMetrics = try values.decode([String: Double].self, forKey: .validationMetrics)
            softMetrics = try values.decodeIfPresent([String: Double].self, forKey: .softMetrics)
            examplesPerSecond = try values.decode(Double.self, forKey: .examplesPerSecond)
            trainingSeconds = try values.decode(Double.self, forKey: .trainingSeconds)
        }
        epoch = try values.decode(Int.self, forKey: .epoch)
        sparsity = try values.decode(Double.self, forKey: .sparsity)
        learningRate = try values.decode(Double.self, forKey: .learningRate)
        seconds = try values.decode(Double.self, forKey: .seconds)
        temperature = try values.decodeIfPresent(Double.self, forKey: .temperature)
        relativeTemperature = try values.decodeIfPresent(Double.self, forKey: .relativeTemperature)
        skippedSteps = try values.decodeIfPresent(Int.self, forKey: .skippedSteps)
        lossScale = try values.decodeIfPresent(Double.self, forKey: .lossScale)
    }
}
