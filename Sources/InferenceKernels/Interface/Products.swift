/// Rows of weights with most elements zero, in the order in which they are multiplied.
///
/// Rows are sorted by their number of non-zeros, so that the inner loop has a constant length over
/// a run of rows and is predicted.
public struct SparseBlock {
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

    /// The runs of rows.
    public let runs: UnsafeBufferPointer<Run>
    /// The index of the output of each row.
    public let rows: UnsafePointer<Int32>
    /// The weights that are not zero, row by row.
    public let values: UnsafePointer<Float>
    /// Where the panel's row of each weight begins, in elements.
    public let offsets: UnsafePointer<Int32>

    /// Refers to memory that outlives the call.
    public init(
        runs: UnsafeBufferPointer<Run>, rows: UnsafePointer<Int32>, values: UnsafePointer<Float>,
        offsets: UnsafePointer<Int32>
    ) {
        self.runs = runs
        self.rows = rows
        self.values = values
        self.offsets = offsets
    }
}

/// Rows of weights in groups: for each input the weights of ``rowCount`` outputs one after another.
public struct DenseBlock {
    /// How many outputs lie side by side.
    public static let rowCount = 6

    /// The weights, `[groups, inputs, rowCount]`.
    public let values: UnsafePointer<Float>
    /// The number of inputs.
    public let depth: Int
    /// The distance of two groups in elements.
    public let groupStride: Int
    /// The distance of two inputs in elements: ``rowCount`` for packed weights.
    public let inputStride: Int
    /// The distance of two outputs of a group in elements: 1 for packed weights.
    public let rowStride: Int
    /// The outputs; their groups begin at multiples of ``rowCount``.
    public let outputs: Range<Int>
    /// The distance of two rows of the panel in elements.
    public let panelStride: Int

    /// Refers to packed weights.
    public init(
        values: UnsafePointer<Float>, depth: Int, groupStride: Int, outputs: Range<Int>,
        panelStride: Int
    ) {
        self.values = values
        self.depth = depth
        self.groupStride = groupStride
        inputStride = Self.rowCount
        rowStride = 1
        self.outputs = outputs
        self.panelStride = panelStride
    }

    /// Refers to a matrix as it lies in memory.
    public init(
        matrix: UnsafePointer<Float>, depth: Int, inputStride: Int, rowStride: Int,
        outputs: Range<Int>, panelStride: Int
    ) {
        values = matrix
        self.depth = depth
        groupStride = Self.rowCount * rowStride
        self.inputStride = inputStride
        self.rowStride = rowStride
        self.outputs = outputs
        self.panelStride = panelStride
    }
}

/// Up to ``largestTile`` neighbouring positions of all channels, and what becomes of their products.
///
/// The panel has a row of lanes for each input, the output one for each output. A block that is not
/// the first adds to what stands in the output; the last one adds the residual and clamps.
public struct ProductTile {
    /// The first lane of the first input.
    public var panel: UnsafePointer<Float>
    /// The number of lanes, a multiple of ``laneUnit``.
    public var laneCount: Int
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
