/// A point of a series. A coordinate that is not finite makes a gap.
public struct PlotPoint: Sendable, Equatable {
    /// The value along the horizontal axis.
    public var x: Double
    /// The value along the vertical axis.
    public var y: Double

    /// Makes a point.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// A named line of points.
public struct PlotSeries: Sendable {
    /// What the line shows, as its label says.
    public var name: String
    /// The points, in the order in which the line joins them.
    public var points: [PlotPoint]
    /// Which of the ``PlotStyle/seriesCount`` colors the line has, counted from 0.
    public var color: Int
    /// Whether the line is dashed.
    public var isDashed: Bool

    /// Makes a series.
    public init(_ name: String, points: [PlotPoint], color: Int, isDashed: Bool = false) {
        self.name = name
        self.points = points
        self.color = color
        self.isDashed = isDashed
    }

    /// The last point that can be drawn.
    var lastPoint: PlotPoint? { points.last { $0.x.isFinite && $0.y.isFinite } }

    /// The number in the names of the color classes.
    var colorClass: String { String(abs(color % PlotStyle.seriesCount)) }
}
