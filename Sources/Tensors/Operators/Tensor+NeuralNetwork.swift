private let reluOperator = Operator("relu")
private let clampOperator = Operator("hardtanh")
private let geluOperator = Operator("gelu")
private let sigmoidOperator = Operator("sigmoid")
private let tanhOperator = Operator("tanh")
private let softmaxOperator = Operator("softmax", overload: "int")
private let logSoftmaxOperator = Operator("log_softmax", overload: "int")
private let dropoutOperator = Operator("dropout")
private let aliasOperator = Operator("alias")
private let linearOperator = Operator("linear")
private let conv2dOperator = Operator("conv2d")
private let batchNormOperator = Operator("batch_norm")
private let maxPoolOperator = Operator("max_pool2d")
private let averagePoolOperator = Operator("avg_pool2d")
private let adaptivePoolOperator = Operator("adaptive_avg_pool2d")
private let crossEntropyOperator = Operator("cross_entropy_loss")
private let binaryCrossEntropyOperator = Operator("binary_cross_entropy_with_logits")
private let huberLossOperator = Operator("huber_loss")

extension Tensor {
    /// max(0, x).
    public func relu() throws -> Tensor { try reluOperator(.tensor(self)) }

    /// min(max(0, x), 6).
    public func relu6() throws -> Tensor { try clampOperator(.tensor(self), .int(0), .int(6)) }

    /// x·Φ(x), where Φ is the cumulative distribution of the standard normal distribution.
    public func gelu() throws -> Tensor { try geluOperator(.tensor(self)) }

    /// 1 / (1 + exp(−x)).
    public func sigmoid() throws -> Tensor { try sigmoidOperator(.tensor(self)) }

    /// The hyperbolic tangent.
    public func hyperbolicTangent() throws -> Tensor { try tanhOperator(.tensor(self)) }

    /// exp(x) divided by its sum along `dimension`.
    public func softmax(along dimension: Int) throws -> Tensor {
        try softmaxOperator(.tensor(self), .int(dimension))
    }

    /// The logarithm of the softmax along `dimension`.
    public func logSoftmax(along dimension: Int) throws -> Tensor {
        try logSoftmaxOperator(.tensor(self), .int(dimension))
    }

    /// Zeroes each element with `probability` and scales the others up, while training; else a tensor
    /// of its own of the same elements, so that whoever follows a network can tell it from this one.
    public func dropout(_ probability: Double, isTraining: Bool) throws -> Tensor {
        let input = isTraining || probability == 0 ? self : try aliasOperator(.tensor(self))
        return try dropoutOperator(.tensor(input), .double(probability), .bool(isTraining))
    }

    /// x·Wᵀ + b: `[…, outputs]` for this tensor's `[…, inputs]`, with a weight
    /// `[outputs, inputs]` and a bias `[outputs]`.
    public func linear(weight: Tensor, bias: Tensor?) throws -> Tensor {
        try linearOperator(.tensor(self), .tensor(weight), .optional(bias))
    }

    /// The two-dimensional cross-correlation: `[batch, outputs, height′, width′]` for this tensor's
    /// `[batch, inputs, height, width]`, with a weight `[outputs, inputs / groups, height, width]`
    /// and a bias `[outputs]`. On the left and right it is padded by `horizontalPadding`, which is
    /// `padding` unless given.
    public func convolution2D(
        weight: Tensor, bias: Tensor?, stride: Int = 1, padding: Int = 0,
        horizontalPadding: Int? = nil, dilation: Int = 1, groups: Int = 1
    ) throws -> Tensor {
        try conv2dOperator(
            .tensor(self), .tensor(weight), .optional(bias), .ints([stride, stride]),
            .ints([padding, horizontalPadding ?? padding]), .ints([dilation, dilation]),
            .int(groups))
    }

    /// Batch normalisation of `[batch, channels, …]`; running statistics are updated in place
    /// while training.
    public func batchNorm(
        weight: Tensor?, bias: Tensor?, runningMean: Tensor?, runningVariance: Tensor?,
        isTraining: Bool, momentum: Double, epsilon: Double
    ) throws -> Tensor {
        try batchNormOperator(
            .tensor(self), .optional(weight), .optional(bias), .optional(runningMean),
            .optional(runningVariance), .bool(isTraining), .double(momentum), .double(epsilon),
            .bool(true))
    }

    /// The maximum of each window.
    public func maxPool2D(size: Int, stride: Int, padding: Int = 0) throws -> Tensor {
        try maxPoolOperator(
            .tensor(self), .ints([size, size]), .ints([stride, stride]), .ints([padding, padding]))
    }

    /// The mean of each window.
    public func averagePool2D(size: Int, stride: Int, padding: Int = 0) throws -> Tensor {
        try averagePoolOperator(
            .tensor(self), .ints([size, size]), .ints([stride, stride]), .ints([padding, padding]))
    }

    /// The means of `outputSize` × `outputSize` even windows.
    public func adaptiveAveragePool2D(outputSize: Int) throws -> Tensor {
        try adaptivePoolOperator(.tensor(self), .ints([outputSize, outputSize]))
    }

    /// The mean cross-entropy of logits `[batch, classes]` and class indices `[batch]`.
    public func crossEntropy(with labels: Tensor, labelSmoothing: Double = 0) throws -> Tensor {
        try crossEntropyOperator(
            .tensor(self), .tensor(labels), .none, .int(1), .int(-100), .double(labelSmoothing))
    }

    /// The sum of the cross-entropy of logits `[batch, classes, positions…]` with labels
    /// `[batch, positions…]`; positions with the label `ignoredLabel` are left out.
    ///
    /// - Parameters:
    ///   - labels: Classes, of `int64`.
    ///   - ignoredLabel: The label of positions that count for nothing.
    ///   - weights: How much a position of each class counts, `[classes]` of the type of the logits; `nil`
    ///     for 1.
    /// - Returns: A scalar.
    /// - Throws: ``TorchError`` for labels that are no classes.
    public func summedCrossEntropy(
        with labels: Tensor, ignoring ignoredLabel: Int, weights: Tensor? = nil
    ) throws -> Tensor {
        try crossEntropyOperator(
            .tensor(self), .tensor(labels), weights.map { .tensor($0) } ?? .none, .int(2),
            .int(ignoredLabel), .double(0))
    }

    /// The mean binary cross-entropy of logits with targets of the same shape and type, in `0...1`.
    public func binaryCrossEntropy(with targets: Tensor) throws -> Tensor {
        try binaryCrossEntropyOperator(.tensor(self), .tensor(targets))
    }

    /// The mean of e²/2 where the error *e* is at most 1, and of |e| − 1/2 elsewhere.
    public func huberLoss(to targets: Tensor) throws -> Tensor {
        try huberLossOperator(.tensor(self), .tensor(targets))
    }
}
