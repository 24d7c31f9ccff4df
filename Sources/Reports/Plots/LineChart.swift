/// Lines over a shared horizontal axis, in one panel or in several above one another.
///
/// Where there is room, each line is labelled at its end with its name and last value, and the
/// values at the pointer appear above the panel, without any script. Narrow plots have a legend.
public struct LineChart: Sendable {
    /// A panel with a vertical axis of its own.
    public struct Panel: Sendable {
        /// The vertical axis; its title stands above the panel.
        public var axis: Axis
        /// The lines.
        public var series: [PlotSeries]
        /// The height of the area between the axes, in pixels.
        public var height: Double
        /// A value to draw a dashed line at across the panel.
        public var reference: Double?

        /// Makes a panel.
        public init(
            axis: Axis, series: [PlotSeries], height: Double = 180, reference: Double? = nil
        ) {
            self.axis = axis
            self.series = series
            self.height = height
            self.reference = reference
        }
    }

    /// A vertical line through all panels, with a label.
    public struct Marker: Sendable {
        /// Where the line stands.
        public var x: Double
        /// What happens there.
        public var label: String

        /// Makes a marker.
        public init(x: Double, label: String) {
            self.x = x
            self.label = label
        }
    }

    /// What the plot shows.
    public var title: String
    /// The axis that the panels share. With the format ``Axis/Format/count`` its ticks are whole
    /// numbers.
    public var horizontal: Axis
    /// The panels, from the top.
    public var panels: [Panel]
    /// The marked places.
    public var markers: [Marker]

    /// Makes a plot.
    public init(title: String, horizontal: Axis, panels: [Panel], markers: [Marker] = []) {
        self.title = title
        self.horizontal = horizontal
        self.panels = panels
        self.markers = markers
    }

    /// Returns the plot as the text of an SVG file, `width` pixels wide but at least 200; the
    /// height follows from the content.
    public func svg(width: Double = 640) -> String { drawing(width: max(200, width)).file }

    /// One sentence for each line: from where to where it runs.
    var summary: String {
        let sentences = panels.flatMap { panel in
            panel.series.compactMap { series -> String? in
                let drawn = series.points.filter { $0.x.isFinite && $0.y.isFinite }
                guard let first = drawn.first, let last = drawn.last else { return nil }
                return "\(series.name): \(panel.axis.reading(first.y)) at \(horizontal.title) "
                    + "\(horizontal.reading(first.x)), \(panel.axis.reading(last.y)) at "
                    + "\(horizontal.reading(last.x))."
            }
        }
        return sentences.isEmpty ? "No data." : sentences.joined(separator: " ")
    }
}
