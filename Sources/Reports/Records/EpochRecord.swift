/// What was measured in one epoch: one line of `metrics.jsonl`.
///
/// The names of the properties are the keys of the JSON. Shares lie in 0…1.
public struct EpochRecord: Codable, Sendable, Equatable {
    /// The number of the epoch, counted from 1.
    public var epoch: Int
    /// The mean loss over the training data, with soft masks.
    public var trainingLoss: Double
    /// The accuracy over the training data, with soft masks.
    public var trainingAccuracy: Double?
    /// The accuracy over the validation data with the hard mask: the network that would be saved.
    public var validationAccuracy: Double
    /// The accuracy over the validation data with soft masks.
    public var softAccuracy: Double?
    /// The share of zeros among the prunable weights under the hard mask.
    public var sparsity: Double
    /// The learning rate of the last step.
    public var learningRate: Double
    /// The time that the epoch took, with validation.
    public var seconds: Double
    /// The training throughput in images, or in whatever else an example is.
    public var imagesPerSecond: Double
    /// The temperature τ of the soft masks in the last step, in squared units of the weights, where
    /// it is the same for all layers; `nil` without soft masks.
    public var temperature: Double?
    /// The temperature of the soft masks in the last step as a multiple τ/t² of the squared
    /// threshold of each layer, where that is the same for all layers; `nil` without soft masks.
    public var relativeTemperature: Double?

    /// Makes the record of one epoch.
    public init(
        epoch: Int, trainingLoss: Double, trainingAccuracy: Double? = nil,
        validationAccuracy: Double, softAccuracy: Double? = nil, sparsity: Double,
        learningRate: Double, seconds: Double, imagesPerSecond: Double,
        temperature: Double? = nil, relativeTemperature: Double? = nil
    ) {
        self.epoch = epoch
        self.trainingLoss = trainingLoss
        self.trainingAccuracy = trainingAccuracy
        self.validationAccuracy = validationAccuracy
        self.softAccuracy = softAccuracy
        self.sparsity = sparsity
        self.learningRate = learningRate
        self.seconds = seconds
        self.imagesPerSecond = imagesPerSecond
        self.temperature = temperature
        self.relativeTemperature = relativeTemperature
    }

    /// The accuracy that hardening the mask costs; negative where the hard mask does better.
    public var softHardGap: Double? { softAccuracy.map { $0 - validationAccuracy } }
}
