public import Tensors

/// Batch normalisation over the channels of images, as PyTorch's `BatchNorm2d`.
///
/// Source: Ioffe and Szegedy, "Batch Normalization", ICML 2015, arXiv:1502.03167.
public final class BatchNorm2D: Layer, ModeDependent {
    /// γ, `[channels]`.
    public let weight: Parameter

    /// β, `[channels]`.
    public let bias: Parameter

    /// The running mean, `[channels]`, used in evaluation.
    @Named public var runningMean: Buffer

    /// The running variance, `[channels]`, used in evaluation.
    @Named public var runningVariance: Buffer

    @Named private var batchCount: Buffer

    /// Whether statistics come from the batch.
    public var isTraining = true

    /// Whether the running statistics are used and stay as they are while training as well; scale and
    /// shift learn all the same.
    public var isFrozen = false

    /// Adds up over processes what is normalised by; `nil` where every process normalises by its own part
    /// of the batch.
    public var sumOverProcesses: SumOverProcesses?

    /// The share of a new batch in the running statistics; `nil` gives every batch since
    /// ``resetStatistics()`` the same share.
    public var momentum: Double?

    /// What is added to the variance.
    public let epsilon: Double

    /// The path in the network whose mode was set last, for error messages.
    var path: String?

    /// The names of scale, shift, mean and variance, where they are not PyTorch's.
    private let names: [String]?

    /// Told the shape of every input; `nil` as a rule.
    var shapeObserver: ((_ shape: [Int]) -> Void)?

    /// Creates a layer with scale 1 and shift 0.
    public init(_ channelCount: Int, momentum: Double = 0.1, epsilon: Double = 1e-5) throws {
        weight = try Parameter(try Tensor.full([channelCount], 1), kind: .scale)
        bias = try Parameter(try Tensor.zeros([channelCount]), kind: .bias)
        _runningMean = Named("running_mean", Buffer(try Tensor.zeros([channelCount])))
        _runningVariance = Named("running_var", Buffer(try Tensor.full([channelCount], 1)))
        _batchCount = Named("num_batches_tracked", Buffer(try Tensor.zeros([], type: .int64)))
        self.momentum = momentum
        self.epsilon = epsilon
        names = nil
    }

    /// Creates a layer of given values, each `[channels]`.
    ///
    /// - Parameters:
    ///   - scale: γ.
    ///   - shift: β.
    ///   - mean: The running mean.
    ///   - variance: The running variance.
    ///   - names: What the four are called in paths, in the place of the names of PyTorch.
    ///   - momentum: The share of a new batch in the running statistics.
    ///   - epsilon: What is added to the variance.
    /// - Throws: `TorchError` if LibTorch refuses.
    public init(
        scale: Tensor, shift: Tensor, mean: Tensor, variance: Tensor, names: [String],
        momentum: Double, epsilon: Double
    ) throws {
        precondition(names.count == 4, "scale, shift, mean and variance need four names")
        weight = try Parameter(scale, kind: .scale)
        bias = try Parameter(shift, kind: .bias)
        _runningMean = Named("running_mean", Buffer(mean))
        _runningVariance = Named("running_var", Buffer(variance))
        _batchCount = Named("num_batches_tracked", Buffer(try Tensor.zeros([], type: .int64)))
        self.momentum = momentum
        self.epsilon = epsilon
        self.names = names
    }

    /// Scale, shift and statistics; without the number of batches where the names are not PyTorch's.
    public var members: [(name: String, member: ModuleMember)] {
        guard let names else { return reflectedMembers }
        return [
            (names[0], .parameter(weight)), (names[1], .parameter(bias)),
            (names[2], .buffer(runningMean)), (names[3], .buffer(runningVariance)),
        ]
    }

    /// Normalises `[batch, channels, height, width]`.
    ///
    /// - Throws: ``LayerError/oneValuePerChannel(layer:shape:)`` while training, where a channel has a
    ///   single value and so no variance; not where the layer is frozen.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try self(input, activation: .identity)
    }

    /// Normalises `[batch, channels, height, width]`, adds `residual` and applies `activation`.
    ///
    /// The result is that of the operators one after another. While training on the processor, the memory
    /// is gone through half as often, and nothing is kept between them.
    ///
    /// - Parameters:
    ///   - input: `[batch, channels, height, width]`.
    ///   - residual: What is added; `nil` for nothing.
    ///   - activation: What is applied in the end.
    /// - Returns: A tensor like the input.
    /// - Throws: What ``callAsFunction(_:)`` throws.
    public func callAsFunction(
        _ input: Tensor, adding residual: Tensor? = nil, activation: Activation
    ) throws -> Tensor {
        let share = try shareOfBatch(input)
        shapeObserver?(input.shape)
        if let share, sumOverProcesses == nil,
            let output = try fused(input, adding: residual, activation, share: share)
        {
            return output
        }
        let normalized = try normalized(input, share: share)
        return try activation(residual.map { try normalized + $0 } ?? normalized)
    }

    /// Counts the batch, and returns its share in the running statistics; `nil` where those are used, 0 where
    /// they have it.
    private func shareOfBatch(_ input: Tensor) throws -> Double? {
        guard isTraining, !isFrozen else { return nil }
        guard !SegmentPass.isRecomputing else { return 0 }
        let shape = input.shape
        let isAlone = sumOverProcesses == nil
        guard !isAlone || shape.count < 2 || shape[0] * shape.dropFirst(2).reduce(1, *) != 1
        else {
            throw LayerError.oneValuePerChannel(layer: path, shape: shape)
        }
        try withoutGradients { try batchCount.tensor.add(1) }
        return try momentum ?? 1 / batchCount.tensor.item()
    }

    private func normalized(_ input: Tensor, share: Double?) throws -> Tensor {
        if let share, let sumOverProcesses {
            return try synchronized(input, share: share, by: sumOverProcesses)
        }
        let follows = share != 0
        return try input.batchNorm(
            weight: weight.effective, bias: bias.effective,
            runningMean: follows ? runningMean.tensor : nil,
            runningVariance: follows ? runningVariance.tensor : nil, isTraining: share != nil,
            momentum: share ?? momentum ?? 0, epsilon: epsilon)
    }

    /// Forgets the running statistics.
    public func resetStatistics() throws {
        try runningMean.tensor.fill(0)
        try runningVariance.tensor.fill(1)
        try batchCount.tensor.fill(0)
    }
}
