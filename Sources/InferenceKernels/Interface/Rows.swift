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
    /// 1 where the number is 0, else 0.
    case isZero
    /// 1 where the number is not 0, else 0.
    case isNotZero
    /// 1 where the number is NaN, else 0.
    case isNaN
    /// 1 / x.
    case reciprocal
    /// x².
    case square
    /// x³.
    case cube
    /// The natural logarithm.
    case logarithm
    /// 1, −1, or the number where it is 0 or NaN.
    case sign
    /// The integer at or below the number.
    case floor
    /// The integer at or above the number.
    case ceiling
    /// The nearest integer, the even one of two.
    case nearest
    /// ln(1 + eˣ).
    case softplus
    /// x / (1 + |x|).
    case softsign
    /// x · tanh(ln(1 + eˣ)).
    case mish
    /// gain · x where it is positive, else gain · scale · (eˣ − 1).
    case elu(scale: Float, gain: Float)
}

/// A function of two numbers that kernels compute; comparisons give 1 where they hold, else 0.
public enum BinaryKernel: Hashable, Sendable {
    case add
    case subtract
    case multiply
    case divide
    /// The greater one, NaN if either is.
    case maximum
    /// The lesser one, NaN if either is.
    case minimum
    case equal
    case notEqual
    case less
    case lessOrEqual
    /// The first one, times the second where it is below 0.
    case leaky
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

/// Rows of truth values and of numbers, and the row of those that the truth values choose.
public struct ChoiceRow {
    /// The truth values: 0 is false.
    public var condition: UnsafePointer<Float>
    /// Whether the truth values are one for all.
    public var repeatsCondition: Bool
    /// The numbers where the truth value is true.
    public var first: UnsafePointer<Float>
    /// Whether these are one number for all.
    public var repeatsFirst: Bool
    /// The numbers where the truth value is false.
    public var second: UnsafePointer<Float>
    /// Whether those are one number for all.
    public var repeatsSecond: Bool
    /// Where the results go.
    public var output: UnsafeMutablePointer<Float>
    /// How many results there are.
    public var count: Int

    /// Describes a row.
    public init(
        condition: UnsafePointer<Float>, repeatsCondition: Bool, first: UnsafePointer<Float>,
        repeatsFirst: Bool, second: UnsafePointer<Float>, repeatsSecond: Bool,
        output: UnsafeMutablePointer<Float>, count: Int
    ) {
        self.condition = condition
        self.repeatsCondition = repeatsCondition
        self.first = first
        self.repeatsFirst = repeatsFirst
        self.second = second
        self.repeatsSecond = repeatsSecond
        self.output = output
        self.count = count
    }
}

/// Two rows of numbers, and a row twice as long that has them in turns.
public struct InterleavedRows {
    /// The numbers at even places.
    public var first: UnsafePointer<Float>
    /// The numbers at odd places.
    public var second: UnsafePointer<Float>
    /// Where the results go.
    public var output: UnsafeMutablePointer<Float>
    /// How many numbers each row has.
    public var count: Int

    /// Describes rows.
    public init(
        first: UnsafePointer<Float>, second: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, count: Int
    ) {
        self.first = first
        self.second = second
        self.output = output
        self.count = count
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
