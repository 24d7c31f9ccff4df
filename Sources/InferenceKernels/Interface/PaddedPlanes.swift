/// How a plane lies in memory with the padding that a window needs: each row in as many parts as the
/// window steps over columns.
///
/// Part *p* of a row has the columns *p*, *p* + step, *p* + 2·step…, counted with the padding, so that
/// every tap sees neighbouring elements from neighbouring columns of the output.
public struct PaddedLayout: Sendable {
    /// The distance of two parts of a row.
    public let partPitch: Int
    /// The distance of two rows.
    public let rowPitch: Int
    /// The number of rows.
    public let rowCount: Int

    /// Lays out the input of a window.
    public init(_ geometry: WindowGeometry) {
        let columnCount =
            (geometry.outputWidth - 1) * geometry.strideX
            + (geometry.kernelWidth - 1) * geometry.dilationX + 1
        partPitch = (columnCount + geometry.strideX - 1) / geometry.strideX
        rowPitch = partPitch * geometry.strideX
        rowCount =
            (geometry.outputHeight - 1) * geometry.strideY
            + (geometry.kernelHeight - 1) * geometry.dilationY + 1
    }

    /// The elements of a plane.
    public var elementCount: Int { rowCount * rowPitch }

    /// How far from the place of an output the element of each tap lies.
    public func offsets(_ geometry: WindowGeometry) -> [Int] {
        (0..<geometry.tapCount).map { tap in
            let (y, x) = tap.quotientAndRemainder(dividingBy: geometry.kernelWidth)
            let (column, part) = (x * geometry.dilationX).quotientAndRemainder(
                dividingBy: geometry.strideX)
            return y * geometry.dilationY * rowPitch + part * partPitch + column
        }
    }
}

/// Planes to be copied with zeros around them.
public struct PaddedPlanes {
    /// The elements behind a plane that may be written too.
    public static let slack = 16

    /// The window that the padding is for.
    public var geometry: WindowGeometry
    /// How padded planes lie in memory.
    public var layout: PaddedLayout
    /// How many planes.
    public var planeCount: Int
    /// The first plane.
    public var input: UnsafePointer<Float>
    /// The distance of two planes in elements.
    public var inputStride: Int
    /// The first padded plane.
    public var output: UnsafeMutablePointer<Float>
    /// The distance of two padded planes in elements, with room for ``slack``.
    public var outputStride: Int

    /// Describes a copy.
    public init(
        geometry: WindowGeometry, layout: PaddedLayout, planeCount: Int,
        input: UnsafePointer<Float>, inputStride: Int, output: UnsafeMutablePointer<Float>,
        outputStride: Int
    ) {
        self.geometry = geometry
        self.layout = layout
        self.planeCount = planeCount
        self.input = input
        self.inputStride = inputStride
        self.output = output
        self.outputStride = outputStride
    }
}
