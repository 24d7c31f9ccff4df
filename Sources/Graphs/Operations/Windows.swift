/// Where zeros are put around the spatial axes.
public enum Padding: Hashable, Sendable {
    /// So many before each axis, then so many after each axis.
    case explicit([Int])
    /// As many as make the outputs ceil(inputs / stride), the odd one after.
    case sameUpper
    /// As many as make the outputs ceil(inputs / stride), the odd one before.
    case sameLower
}

extension Padding: CustomStringConvertible {
    /// The sizes, or the word of ONNX.
    public var description: String {
        switch self {
        case .explicit(let sizes): "\(sizes)"
        case .sameUpper: "SAME_UPPER"
        case .sameLower: "SAME_LOWER"
        }
    }
}

/// A convolution of inputs `[batch, channels, spatial…]` with weights
/// `[outputs, channels / groups, kernel…]` and, as third input, biases `[outputs]`.
public struct Convolution: Hashable, Sendable {
    /// The step of the window along each spatial axis.
    public var strides: [Int]
    /// The zeros around the inputs.
    public var padding: Padding
    /// The distance of the taps of the kernel along each spatial axis.
    public var dilations: [Int]
    /// How many groups of channels are convolved apart.
    public var groups: Int

    /// Makes the attributes.
    public init(strides: [Int], padding: Padding, dilations: [Int], groups: Int = 1) {
        self.strides = strides
        self.padding = padding
        self.dilations = dilations
        self.groups = groups
    }
}

/// A transposed convolution of inputs `[batch, channels, spatial…]` with weights
/// `[channels, outputs / groups, kernel…]` and, as third input, biases `[outputs]`.
public struct TransposedConvolution: Hashable, Sendable {
    /// The convolution whose gradient this is.
    public var convolution: Convolution
    /// What is added to one side of each spatial axis of the outputs.
    public var outputPadding: [Int]

    /// Makes the attributes.
    public init(_ convolution: Convolution, outputPadding: [Int]) {
        self.convolution = convolution
        self.outputPadding = outputPadding
    }
}

/// The window of a pooling operation over `[batch, channels, spatial…]`.
public struct Pooling: Hashable, Sendable {
    /// The size of the window along each spatial axis.
    public var kernel: [Int]
    /// The step of the window along each spatial axis.
    public var strides: [Int]
    /// What lies around the inputs.
    public var padding: Padding
    /// The distance of the elements of a window along each spatial axis.
    public var dilations: [Int]
    /// Whether a window that begins inside and ends outside counts.
    public var roundsUp: Bool
    /// Whether an average counts the zeros of the padding.
    public var countsPadding: Bool

    /// Makes the attributes.
    public init(
        kernel: [Int], strides: [Int], padding: Padding, dilations: [Int], roundsUp: Bool = false,
        countsPadding: Bool = false
    ) {
        self.kernel = kernel
        self.strides = strides
        self.padding = padding
        self.dilations = dilations
        self.roundsUp = roundsUp
        self.countsPadding = countsPadding
    }
}

/// A product of matrices, scale · A · B + biasScale · C.
public struct Gemm: Hashable, Sendable {
    /// The factor of the product, ONNX's `alpha`.
    public var scale: Float
    /// The factor of the third input, ONNX's `beta`.
    public var biasScale: Float
    /// Whether A is transposed first.
    public var transposesFirst: Bool
    /// Whether B is transposed first, as the weights `[outputs, inputs]` of a linear layer are.
    public var transposesSecond: Bool

    /// Makes the attributes.
    public init(
        scale: Float = 1, biasScale: Float = 1, transposesFirst: Bool = false,
        transposesSecond: Bool = false
    ) {
        self.scale = scale
        self.biasScale = biasScale
        self.transposesFirst = transposesFirst
        self.transposesSecond = transposesSecond
    }
}

/// How the elements of a larger or smaller grid are found; inputs are X, an ignored one, scales
/// and sizes as in ONNX, of which one of the last two is given.
public struct Resize: Hashable, Sendable {
    /// How an element is made of its neighbours.
    public enum Mode: String, CaseIterable, Sendable {
        case nearest
        case linear
    }
    /// Which place of the input belongs to a place of the output.
    public enum Coordinates: String, CaseIterable, Sendable {
        case halfPixel = "half_pixel"
        case pytorchHalfPixel = "pytorch_half_pixel"
        case alignCorners = "align_corners"
        case asymmetric
    }
    /// How the nearest element is chosen.
    public enum Rounding: String, CaseIterable, Sendable {
        case preferFloor = "round_prefer_floor"
        case preferCeil = "round_prefer_ceil"
        case floor
        case ceil
    }

    /// How an element is made of its neighbours.
    public var mode: Mode
    /// Which place of the input belongs to a place of the output.
    public var coordinates: Coordinates
    /// How the nearest element is chosen.
    public var rounding: Rounding

    /// Makes the attributes.
    public init(mode: Mode, coordinates: Coordinates, rounding: Rounding = .preferFloor) {
        self.mode = mode
        self.coordinates = coordinates
        self.rounding = rounding
    }
}

/// What is put around a tensor; the second input says how many, the third with which constant.
public enum PadMode: String, CaseIterable, Sendable {
    case constant
    case reflect
    case edge
}

extension Padding {
    /// The padding before and after each axis of a window operation.
    ///
    /// - Parameters:
    ///   - input: The spatial sizes of the input.
    ///   - output: The spatial sizes of the output.
    ///   - kernel: The sizes of the window.
    ///   - strides: The steps of the window.
    ///   - dilations: The distances of its taps.
    /// - Returns: As many numbers as there are spatial axes, before and after.
    public func sizes(
        input: [Int], output: [Int], kernel: [Int], strides: [Int], dilations: [Int]
    ) -> (before: [Int], after: [Int]) {
        if case .explicit(let sizes) = self {
            return (Array(sizes.prefix(input.count)), Array(sizes.suffix(input.count)))
        }
        let totals = input.indices.map { axis in
            max(
                0,
                (output[axis] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1
                    - input[axis])
        }
        let halves = totals.map { self == .sameUpper ? $0 / 2 : $0 - $0 / 2 }
        return (halves, zip(totals, halves).map { $0 - $1 })
    }
}
