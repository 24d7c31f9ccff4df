/// The places that a window looks at along both axes of a plane.
public struct WindowGeometry: Hashable, Sendable {
    /// Rows and columns of the input.
    public var height: Int, width: Int
    /// Rows and columns of the output.
    public var outputHeight: Int, outputWidth: Int
    /// Rows and columns of the window.
    public var kernelHeight: Int, kernelWidth: Int
    /// The steps of the window.
    public var strideY: Int, strideX: Int
    /// The distances of its taps.
    public var dilationY: Int, dilationX: Int
    /// The rows above and the columns before the input.
    public var paddingTop: Int, paddingLeft: Int

    /// Describes a window.
    public init(
        input: (height: Int, width: Int), output: (height: Int, width: Int),
        kernel: (height: Int, width: Int), stride: (y: Int, x: Int),
        dilation: (y: Int, x: Int), padding: (top: Int, left: Int)
    ) {
        (height, width) = input
        (outputHeight, outputWidth) = output
        (kernelHeight, kernelWidth) = kernel
        (strideY, strideX) = stride
        (dilationY, dilationX) = dilation
        (paddingTop, paddingLeft) = padding
    }

    /// The number of taps.
    public var tapCount: Int { kernelHeight * kernelWidth }

    /// The number of positions of the window.
    public var outputCount: Int { outputHeight * outputWidth }

    /// Whether taps see stretches of the plane: the step is 1, input and output are equally wide.
    public var seesStretches: Bool { strideX == 1 && strideY == 1 && outputWidth == width }

    /// How far from a position the element that a tap sees lies in the plane, where it sees
    /// stretches.
    public func shift(ofTap tap: Int) -> Int {
        let (tapY, tapX) = tap.quotientAndRemainder(dividingBy: kernelWidth)
        return (tapY * dilationY - paddingTop) * width + tapX * dilationX - paddingLeft
    }

    /// How many elements before and behind a plane may be read, and not used.
    public var reach: Int {
        max(abs(shift(ofTap: 0)), abs(shift(ofTap: tapCount - 1))) + 64
    }

    /// Whether lanes see columns where they lie, and not in a copy.
    public var isSeenInPlace: Bool { strideX <= 2 }

    /// The elements of a row, from the first one that a window may see, that lanes reach over.
    public var rowReach: Int {
        (outputWidth + 15) / 16 * 16 * strideX + (kernelWidth - 1) * dilationX + 16
    }

    /// Whether output and input are the same plane, one tap for each pixel.
    public var isPointwise: Bool {
        tapCount == 1 && strideY == 1 && strideX == 1 && paddingTop == 0 && paddingLeft == 0
            && outputHeight == height && outputWidth == width
    }
}

/// What the taps of a convolution see from a tile of positions: a row of lanes for each tap of each
/// channel, zeros outside of the input.
public struct PatchPanel {
    /// The window.
    public var geometry: WindowGeometry
    /// The first pixel of the first channel.
    public var input: UnsafePointer<Float>
    /// The distance of two channels in elements.
    public var channelStride: Int
    /// The rows of the weights, counted by channel, then tap: `channel · taps + tap`.
    public var rows: Range<Int>
    /// The positions of the window, counted row by row.
    public var positions: Range<Int>
    /// Where the first row goes.
    public var panel: UnsafeMutablePointer<Float>
    /// The distance of two rows of the panel in elements, ``largestTile`` or more; behind the last row
    /// 16 elements more are written.
    public var panelStride: Int
    /// For each tap ``maskCount`` words with a bit for each position whose tap lies inside of the
    /// input; nil where the window steps or input and output differ in width.
    public var masks: UnsafePointer<UInt16>?

    /// The words of a mask.
    public static let maskCount = largestTile / 16

    /// Describes a panel.
    public init(
        geometry: WindowGeometry, input: UnsafePointer<Float>, channelStride: Int,
        rows: Range<Int>, positions: Range<Int>, panel: UnsafeMutablePointer<Float>,
        panelStride: Int, masks: UnsafePointer<UInt16>?
    ) {
        self.geometry = geometry
        self.input = input
        self.channelStride = channelStride
        self.rows = rows
        self.positions = positions
        self.panel = panel
        self.panelStride = panelStride
        self.masks = masks
    }
}

/// Planes that a window slides over, one after another.
///
/// Windows that step by one or two columns see the planes where they lie. For others the input is copied into
/// bands with its padding, the columns of each step side by side, so that every tap is a row of neighbouring
/// lanes.
public struct PlaneWindows {
    /// What is made of the elements that a window sees.
    public enum Function: Hashable, Sendable {
        /// The sum of products with the weights of the taps.
        case weightedSum
        /// The greatest element.
        case maximum
    }

    /// The window.
    public var geometry: WindowGeometry
    /// What is computed.
    public var function: Function
    /// How many planes.
    public var planeCount: Int
    /// The first plane.
    public var input: UnsafePointer<Float>
    /// The distance of two planes in elements.
    public var inputStride: Int
    /// A weight for each tap of the first plane; not used for a maximum.
    public var weights: UnsafePointer<Float>
    /// The distance of the weights of two planes, 0 where all have the same.
    public var weightStride: Int
    /// What is added to each sum, a number for each plane; nil for nothing.
    public var bias: UnsafePointer<Float>?
    /// Between what the results are clamped.
    public var bounds: Bounds
    /// The first plane of results.
    public var output: UnsafeMutablePointer<Float>
    /// The distance of two planes of results in elements.
    public var outputStride: Int
    /// How bands lie in memory.
    public var layout: BandLayout
    /// How far from an output's place in a band the element of each tap lies.
    public var offsets: UnsafePointer<Int32>
    /// Memory of ``scratchCount(_:)`` elements.
    public var band: UnsafeMutablePointer<Float>

    /// The elements of a band, or of the row that stands for those above and below a plane.
    public static func scratchCount(_ geometry: WindowGeometry) -> Int {
        geometry.isSeenInPlace ? geometry.rowReach : BandLayout(geometry).elementCount
    }

    /// Describes a pass over planes.
    public init(
        geometry: WindowGeometry, function: Function, planeCount: Int,
        input: UnsafePointer<Float>, inputStride: Int, weights: UnsafePointer<Float>,
        weightStride: Int, bias: UnsafePointer<Float>?, bounds: Bounds,
        output: UnsafeMutablePointer<Float>, outputStride: Int, layout: BandLayout,
        offsets: UnsafePointer<Int32>, band: UnsafeMutablePointer<Float>
    ) {
        self.geometry = geometry
        self.function = function
        self.planeCount = planeCount
        self.input = input
        self.inputStride = inputStride
        self.weights = weights
        self.weightStride = weightStride
        self.bias = bias
        self.bounds = bounds
        self.output = output
        self.outputStride = outputStride
        self.layout = layout
        self.offsets = offsets
        self.band = band
    }
}

/// How a band of rows lies in memory: each row in as many parts as the window steps over columns.
///
/// Part *p* of a row has the columns *p*, *p* + step, *p* + 2·step…, counted with the padding.
public struct BandLayout: Sendable {
    /// The rows of output that are computed together.
    public static let blockRowCount = 4

    /// The distance of two parts of a row.
    public let partPitch: Int
    /// The distance of two rows.
    public let rowPitch: Int
    /// The rows of output that a band is enough for.
    public let outputRowCount: Int
    /// The rows of input in a band.
    public let rowCount: Int
    /// The columns of a part that outputs need.
    public let columnCount: Int
    /// The part and the place in it where the first column of the input goes.
    public let firstPart: Int, firstPlace: Int
    /// The rows that are read for a last block that is not full, and whose results are not used.
    public let unusedRowCount: Int

    /// The elements of a band that leave room for results in a first-level cache.
    private static let elementLimit = 6_000

    /// Lays out the bands of a window.
    public init(_ geometry: WindowGeometry) {
        let stride = geometry.strideX
        let span = (geometry.kernelWidth - 1) * geometry.dilationX / stride
        let copied = geometry.paddingLeft / stride + 1 + geometry.width / stride + 1
        partPitch = (max((geometry.outputWidth + 15) / 16 * 16 + span, copied + 15) + 15) / 16 * 16
        rowPitch = partPitch * stride
        columnCount = geometry.outputWidth + span
        (firstPlace, firstPart) = geometry.paddingLeft.quotientAndRemainder(dividingBy: stride)
        let halo = (geometry.kernelHeight - 1) * geometry.dilationY + 1
        let block = Self.blockRowCount
        let fitting = max(0, Self.elementLimit / rowPitch - halo) / geometry.strideY + 1
        outputRowCount = min(max(fitting / block, 1) * block, geometry.outputHeight)
        rowCount = (outputRowCount - 1) * geometry.strideY + halo
        unusedRowCount = (block - 1) * geometry.strideY
    }

    /// The elements of a band.
    public var elementCount: Int { (rowCount + unusedRowCount) * rowPitch }

    /// How far from an output's place in a band the element of each tap lies.
    public func offsets(_ geometry: WindowGeometry) -> [Int32] {
        (0..<geometry.tapCount).map { tap in
            let (y, x) = tap.quotientAndRemainder(dividingBy: geometry.kernelWidth)
            let (column, part) = (x * geometry.dilationX).quotientAndRemainder(
                dividingBy: geometry.strideX)
            return Int32(y * geometry.dilationY * rowPitch + part * partPitch + column)
        }
    }
}

/// Sums of the elements of planes.
public struct PlaneSums {
    /// The first plane.
    public var input: UnsafePointer<Float>
    /// The distance of two planes in elements.
    public var planeStride: Int
    /// The elements of a plane.
    public var elementCount: Int
    /// The number of planes.
    public var planeCount: Int
    /// The factor of the sums.
    public var scale: Float
    /// Where the first sum goes.
    public var output: UnsafeMutablePointer<Float>
    /// The distance of two sums in elements.
    public var outputStride: Int

    /// Describes sums.
    public init(
        input: UnsafePointer<Float>, planeStride: Int, elementCount: Int, planeCount: Int,
        scale: Float, output: UnsafeMutablePointer<Float>, outputStride: Int
    ) {
        self.input = input
        self.planeStride = planeStride
        self.elementCount = elementCount
        self.planeCount = planeCount
        self.scale = scale
        self.output = output
        self.outputStride = outputStride
    }
}
