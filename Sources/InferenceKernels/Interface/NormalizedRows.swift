/// A matrix `[length, lanes]` whose columns, or whose rows, are normalised one by one.
public struct NormalizedRows {
    /// The first element.
    public var input: UnsafePointer<Float>
    /// The elements that are taken together.
    public var length: Int
    /// The distance of two of them.
    public var stride: Int
    /// How many are computed beside each other.
    public var laneCount: Int
    /// Their distance.
    public var laneStride: Int
    /// Whether what lies beside each other has the distance 1, in the input and the output; else what
    /// is taken together has.
    public var isAcross: Bool
    /// The first result.
    public var output: UnsafeMutablePointer<Float>
    /// The distances of results.
    public var outputStride: Int, outputLaneStride: Int
    /// What a softmax multiplies the numbers by first, above 0; a norm does not.
    public var scale: Float = 1
    /// What a softmax does to the scaled numbers next; a norm does nothing.
    public var mask: SoftmaxMask?

    /// Describes a matrix.
    public init(
        input: UnsafePointer<Float>, length: Int, stride: Int, laneCount: Int, laneStride: Int,
        isAcross: Bool, output: UnsafeMutablePointer<Float>, outputStride: Int,
        outputLaneStride: Int
    ) {
        self.input = input
        self.length = length
        self.stride = stride
        self.laneCount = laneCount
        self.laneStride = laneStride
        self.isAcross = isAcross
        self.output = output
        self.outputStride = outputStride
        self.outputLaneStride = outputLaneStride
    }
}

/// What keeps some numbers out of a softmax, a matrix of the same length and lanes.
public struct SoftmaxMask {
    /// What is done with the numbers of a mask.
    public enum Function: Hashable, Sendable {
        /// They are added.
        case added
        /// Where they are 0, another number takes the place of the one that is there.
        case replacing(by: Float)
    }

    /// The first number.
    public var numbers: UnsafePointer<Float>
    /// The distance of two that are taken together; without lanes across 0 or 1.
    public var stride: Int
    /// The distance of two that lie beside each other; with lanes across 0 or 1.
    public var laneStride: Int
    /// What is done with them.
    public var function: Function

    /// Describes a mask.
    public init(
        numbers: UnsafePointer<Float>, stride: Int, laneStride: Int, function: Function
    ) {
        self.numbers = numbers
        self.stride = stride
        self.laneStride = laneStride
        self.function = function
    }
}

/// The numbers of a layer norm.
public struct LayerNorm {
    /// A factor for each element.
    public var scale: UnsafePointer<Float>
    /// What is added to each; nil for nothing.
    public var bias: UnsafePointer<Float>?
    /// What is added to the variance.
    public var epsilon: Float

    /// Makes the numbers.
    public init(scale: UnsafePointer<Float>, bias: UnsafePointer<Float>?, epsilon: Float) {
        self.scale = scale
        self.bias = bias
        self.epsilon = epsilon
    }
}

/// What is made of numbers that are taken together.
public enum Reduction: Hashable, Sendable {
    /// Their sum, times a factor.
    case sum(factor: Float)
    /// The greatest one, NaN if any is.
    case maximum
    /// The least one, NaN if any is.
    case minimum
    case product
    case sumOfMagnitudes
    case sumOfSquares
    /// The square root of the sum of squares.
    case norm
    /// The logarithm of the sum of their powers of e.
    case logSumExp
}
