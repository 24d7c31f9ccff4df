/// Rows of weights with most elements zero, in the order in which they are multiplied.
///
/// A row belongs to one output, or to ``height`` neighbouring ones that have their zeros at the same
/// inputs: then a non-zero is a column of as many weights. Rows are sorted by their number of
/// non-zeros, so that the inner loop has a constant length over a run of rows and is predicted.
public struct SparseBlock {
    /// The numbers of outputs that kernels compute together.
    public static let heights = [1, 4]

    /// Rows that follow each other and have the same number of non-zeros.
    public struct Run: Sendable, BitwiseCopyable {
        /// How many rows.
        public let rowCount: Int32
        /// How many non-zeros each has.
        public let nonZeroCount: Int32

        /// Makes a run.
        public init(rowCount: Int32, nonZeroCount: Int32) {
            self.rowCount = rowCount
            self.nonZeroCount = nonZeroCount
        }
    }

    /// The outputs of a row, one of ``heights``.
    public let height: Int
    /// The last output: a row that reaches beyond it has the weights of the last output again.
    public let lastOutput: Int
    /// The runs of rows.
    public let runs: UnsafeBufferPointer<Run>
    /// The index of the first output of each row.
    public let rows: UnsafePointer<Int32>
    /// The weights that are not zero, row by row, ``height`` for each non-zero.
    public let values: UnsafePointer<Float>
    /// Where the panel's row of each non-zero begins, in elements.
    public let offsets: UnsafePointer<Int32>

    /// Refers to memory that outlives the call.
    public init(
        height: Int = 1, lastOutput: Int = .max, runs: UnsafeBufferPointer<Run>,
        rows: UnsafePointer<Int32>, values: UnsafePointer<Float>, offsets: UnsafePointer<Int32>
    ) {
        self.height = height
        self.lastOutput = lastOutput
        self.runs = runs
        self.rows = rows
        self.values = values
        self.offsets = offsets
    }
}

/// A matrix that was calculated, as it lies in memory; its outputs are computed in groups.
public struct DenseBlock {
    /// The outputs of a group.
    public static let rowCount = 6

    /// The first element.
    public let matrix: UnsafePointer<Float>
    /// The number of inputs.
    public let depth: Int
    /// The distance of two inputs in elements.
    public let inputStride: Int
    /// The distance of two outputs in elements.
    public let rowStride: Int
    /// The outputs to compute.
    public let outputs: Range<Int>
    /// The distance of two rows of the panel in elements.
    public let panelStride: Int

    /// Refers to memory that outlives the call.
    public init(
        matrix: UnsafePointer<Float>, depth: Int, inputStride: Int, rowStride: Int,
        outputs: Range<Int>, panelStride: Int
    ) {
        self.matrix = matrix
        self.depth = depth
        self.inputStride = inputStride
        self.rowStride = rowStride
        self.outputs = outputs
        self.panelStride = panelStride
    }
}

/// Up to ``largestTile`` neighbouring positions of all channels, and what becomes of their products.
///
/// The panel has lanes for each input, the output for each output. A block that is not the first adds
/// to what stands in the output; the last one adds the residual and clamps. Sparse products with
/// ``SparseBlock/height`` above 1 also take lanes of several rows of an image.
public struct ProductTile {
    /// The first lane of the first input.
    public var panel: UnsafePointer<Float>
    /// The number of lanes of each row, a multiple of ``laneUnit``.
    public var laneCount: Int
    /// The number of rows of an image.
    public var rowCount = 1
    /// The distance of two rows of the panel in elements.
    public var panelRowStride = 0
    /// The distance of two rows of the output, and of the residual, in elements: no less than
    /// ``laneCount`` - ``laneUnit``, rows being stored from above.
    public var outputRowStride = 0
    /// The first lane of the first output.
    public var output: UnsafeMutablePointer<Float>
    /// The distance of two outputs in elements.
    public var outputStride: Int
    /// A number for each output to begin with; nil for zeros.
    public var bias: UnsafePointer<Float>?
    /// Whether this is the first block of inputs.
    public var isFirst = true
    /// Whether this is the last block of inputs.
    public var isLast = true
    /// What is added in the end, as the output lies; nil for nothing.
    public var residual: UnsafePointer<Float>?
    /// The distance of two outputs of the residual in elements.
    public var residualStride = 0
    /// Between what the results are clamped in the end.
    public var bounds: Bounds

    /// Describes a tile of one block without residual.
    public init(
        panel: UnsafePointer<Float>, laneCount: Int, output: UnsafeMutablePointer<Float>,
        outputStride: Int, bias: UnsafePointer<Float>?, bounds: Bounds
    ) {
        self.panel = panel
        self.laneCount = laneCount
        self.output = output
        self.outputStride = outputStride
        self.bias = bias
        self.bounds = bounds
    }
}

/// The least and greatest value of a result: all activations that only clamp.
public struct Bounds: Hashable, Sendable {
    /// The least value.
    public var lower: Float
    /// The greatest value.
    public var upper: Float

    /// Makes bounds.
    public init(lower: Float, upper: Float) {
        self.lower = lower
        self.upper = upper
    }

    /// No bounds.
    public static let none = Bounds(lower: -.infinity, upper: .infinity)
}

/// The product of a matrix and one vector.
public struct VectorProduct {
    /// The weights, `[outputs, inputs]`.
    public var matrix: UnsafePointer<Float>
    /// The number of inputs.
    public var depth: Int
    /// The vector.
    public var vector: UnsafePointer<Float>
    /// The outputs to compute.
    public var outputs: Range<Int>
    /// A number for each output; nil for zeros.
    public var bias: UnsafePointer<Float>?
    /// Where the outputs go.
    public var output: UnsafeMutablePointer<Float>
    /// Between what the outputs are clamped.
    public var bounds: Bounds

    /// Describes a product.
    public init(
        matrix: UnsafePointer<Float>, depth: Int, vector: UnsafePointer<Float>,
        outputs: Range<Int>, bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>,
        bounds: Bounds
    ) {
        self.matrix = matrix
        self.depth = depth
        self.vector = vector
        self.outputs = outputs
        self.bias = bias
        self.output = output
        self.bounds = bounds
    }
}
