/// What a node computes, with the name and meaning that ONNX gives it in opset 22.
///
/// Attributes that say *how* are typed here. What older opsets give as attributes and newer ones as
/// inputs is here whatever suits a reader of graphs: axes of squeezing, unsqueezing and reducing,
/// sizes of a split and bounds of a clip are attributes, as they are constants in practice; shapes,
/// slices and paddings are inputs, as they are calculated from sizes in exported files.
/// Axes are counted from the end where negative.
///
/// Source: onnx/docs/Operators.md, ONNX 1.23.
public enum Operation: Hashable, Sendable {
    case convolution(Convolution)
    case transposedConvolution(TransposedConvolution)
    case gemm(Gemm)
    case matMul
    case unary(UnaryOperator)
    case binary(BinaryOperator)
    case variadic(VariadicOperator)
    case leakyRelu(slope: Float)
    case elu(scale: Float)
    case selu(scale: Float, gain: Float)
    case hardSigmoid(slope: Float, offset: Float)
    case gelu(GeluApproximation)
    case clip(minimum: Double?, maximum: Double?)
    case softmax(axis: Int)
    case logSoftmax(axis: Int)
    /// Inputs: X, scale, bias, running mean, running variance. In training the statistics of the
    /// batch are used, and the running ones are the second and third output.
    case batchNormalization(epsilon: Float, momentum: Float, isTraining: Bool)
    case layerNormalization(axis: Int, epsilon: Float)
    case instanceNormalization(epsilon: Float)
    case lrn(size: Int, alpha: Float, beta: Float, bias: Float)
    case maxPool(Pooling)
    case averagePool(Pooling)
    case globalAveragePool
    case globalMaxPool
    /// Over all axes where `axes` is nil.
    case reduce(ReduceOperator, axes: [Int]?, keepsAxes: Bool)
    case argMax(axis: Int, keepsAxis: Bool)
    case flatten(axis: Int)
    case reshape(allowsZero: Bool)
    case transpose(permutation: [Int])
    /// All axes of size 1 where `axes` is nil.
    case squeeze(axes: [Int]?)
    case unsqueeze(axes: [Int])
    case concat(axis: Int)
    /// Into equal parts, as many as the node has outputs, where `sizes` is nil.
    case split(axis: Int, sizes: [Int]?)
    case slice
    case gather(axis: Int)
    /// The last axis of the indices has one for each of the first axes of the data.
    case gatherND
    /// The data with the third input at the places that the second says, as ``gatherND`` reads them.
    case scatterND
    case expand
    case tile
    case `where`
    case cast(to: ElementType)
    case identity
    /// Elements become zero with the probability `ratio` while training, and the others larger; else
    /// the input.
    case dropout(ratio: Float)
    case constantOfShape(value: TensorData)
    /// Of the axes from `start` up to but not with `end`, the last where it is nil.
    case shape(start: Int, end: Int?)
    case size
    case range
    case pad(PadMode)
    case resize(Resize)
    case depthToSpace(blockSize: Int, columnRowDepth: Bool)
    case spaceToDepth(blockSize: Int)
    case oneHot(axis: Int)
}

extension TensorData: Hashable {
    /// Hashes type and shape.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(elementType)
        hasher.combine(shape)
    }
}
