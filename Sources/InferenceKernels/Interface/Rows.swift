/// A function of one number that kernels compute.
public enum UnaryKernel: Hashable, Sendable {
    /// The number itself between bounds.
    case clamp(Bounds)
    /// eˣ.
    case exp
    /// 1 / (1 + e⁻ˣ).
    case sigmoid
    /// The hyperbolic tangent.
    case tanh
    /// x·Φ(x), Φ being the normal distribution.
    case gelu
    /// x·Φ(x), the distribution approximated by tanh.
    case geluByTanh
    /// x · min(max(x/6 + ½, 0), 1).
    case hardSwish
    /// min(max(slope · x + offset, 0), 1).
    case hardSigmoid(slope: Float, offset: Float)
    /// x where it is positive, else slope · x.
    case leakyRelu(slope: Float)
    /// The error function.
    case erf
    /// The square root.
    case squareRoot
    /// The magnitude.
    case magnitude
    /// −x.
    case negative
}

/// A function of two numbers that kernels compute.
public enum BinaryKernel: Hashable, Sendable {
    case add
    case subtract
    case multiply
    case divide
}

/// A row of numbers and the row of their results.
public struct UnaryRow {
    /// The numbers.
    public var input: UnsafePointer<Float>
    /// Where the results go.
    public var output: UnsafeMutablePointer<Float>
    /// How many there are.
    public var count: Int

    /// Describes a row.
    public init(input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, count: Int) {
        self.input = input
        self.output = output
        self.count = count
    }
}

/// Two rows of numbers and the row of their results.
public struct BinaryRow {
    /// The first numbers.
    public var first: UnsafePointer<Float>
    /// Whether the first row is one number for all.
    public var repeatsFirst: Bool
    /// The second numbers.
    public var second: UnsafePointer<Float>
    /// Whether the second row is one number for all.
    public var repeatsSecond: Bool
    /// Where the results go.
    public var output: UnsafeMutablePointer<Float>
    /// How many results there are.
    public var count: Int
    /// Between what the results are clamped.
    public var bounds: Bounds

    /// Describes a row.
    public init(
        first: UnsafePointer<Float>, repeatsFirst: Bool, second: UnsafePointer<Float>,
        repeatsSecond: Bool, output: UnsafeMutablePointer<Float>, count: Int, bounds: Bounds
    ) {
        self.first = first
        self.repeatsFirst = repeatsFirst
        self.second = second
        self.repeatsSecond = repeatsSecond
        self.output = output
        self.count = count
        self.bounds = bounds
    }
}

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

/// A matrix `[rows, columns]` with neighbouring columns, and the same with neighbouring rows.
public struct TransposedMatrix {
    /// The first element.
    public var input: UnsafePointer<Float>
    /// The distance of two rows of the input.
    public var inputStride: Int
    /// The number of rows of the input.
    public var rowCount: Int
    /// The number of columns of the input.
    public var columnCount: Int
    /// The first element of the result.
    public var output: UnsafeMutablePointer<Float>
    /// The distance of two columns of the input in the output.
    public var outputStride: Int

    /// Describes a transposition.
    public init(
        input: UnsafePointer<Float>, inputStride: Int, rowCount: Int, columnCount: Int,
        output: UnsafeMutablePointer<Float>, outputStride: Int
    ) {
        self.input = input
        self.inputStride = inputStride
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.output = output
        self.outputStride = outputStride
    }
}
