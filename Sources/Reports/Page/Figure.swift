/// A plot on the page with its caption.
///
/// SVG scales its text with its lines, so one drawing cannot be read at every width: the page
/// holds one for each range of widths, and its style sheet shows the one that fits.
struct Figure {
    let chart: any Chart
    /// What the reader should know to read the plot; empty for none.
    let caption: String
    /// The heading over the caption; empty where the plot itself says it.
    let heading: String
    /// Whether the figure takes the whole width of the page.
    var isWide = false

    var markup: Markup {
        var drawings = [
            chart.drawing(width: PlotWidth.small).element(cssClass: "small"),
            chart.drawing(width: PlotWidth.medium).element(cssClass: "medium"),
        ]
        if isWide {
            drawings.append(chart.drawing(width: PlotWidth.broad).element(cssClass: "broad"))
            drawings.append(chart.drawing(width: PlotWidth.large).element(cssClass: "large"))
        }
        let caption = Markup.element(
            "figcaption", [:],
            (heading.isEmpty ? [] : [.element("h3", text: heading)])
                + (caption.isEmpty ? [] : [.element("p", text: caption)]))
        return .element("figure", ["class": isWide ? "wide" : nil], [caption] + drawings)
    }
}
