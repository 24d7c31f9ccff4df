/// Lines with error bars, as in accuracy over sparsity for several methods.
public struct ComparisonChart: Sendable {
    /// The mean of several runs and how far they scatter.
    public struct Point: Sendable, Equatable {
        /// The value along the horizontal axis.
        public var x: Double
        /// The mean of the runs.
        public var mean: Double
        /// Half the length of the error bar; `nil` for a single run.
        public var deviation: Double?

        /// Makes a point.
        public init(x: Double, mean: Double, deviation: Double? = nil) {
            self.x = x
            self.mean = mean
            self.deviation = deviation
        }
    }

    /// A method with its points.
    public struct Series: Sendable {
        /// The name in the legend.
        public var name: String
        /// The points, in any order.
        public var points: [Point]

        /// Makes a series.
        public init(_ name: String, points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    /// What the plot shows.
    public var title: String
    /// The axis of ``Point/x``.
    public var horizontal: Axis
    /// The axis of ``Point/mean``.
    public var vertical: Axis
    /// The methods.
    public var series: [Series]
    /// A value to compare with, drawn as a dashed line, with its name.
    public var reference: (name: String, value: Double)?
    /// Whether more of ``Point/mean`` is better.
    public var isBetterLarger = true
    /// Whether the points of a series are joined, which says nothing where more than the horizontal
    /// quantity differs between them.
    public var joinsPoints = true
    /// Whether the title stands in the picture; on a page that says it above, it need not.
    public var isTitled = true

    /// Makes a plot.
    public init(
        title: String, horizontal: Axis, vertical: Axis, series: [Series],
        reference: (name: String, value: Double)? = nil
    ) {
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.series = series
        self.reference = reference
    }

    /// Returns the plot as the text of an SVG file, `width` pixels wide but at least 200; the
    /// height follows from the content.
    public func svg(width: Double = 640) -> String { drawing(width: max(200, width)).file }
}
